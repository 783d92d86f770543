package formers.models.formal;

import java.util.function.ToDoubleFunction;

/// The loss of one training item as a function of θ, in nats: a **sum** over positions, not a mean.
///
/// A [GradientFn] that only evaluates it takes it as a function; one that differentiates by other means can
/// look at the item inside.
///
/// @param <P> the parameters of the model
public sealed interface Loss<P extends Params<P>> extends ToDoubleFunction<P> {

    /// Inside Algorithm 11: `-Σ_{t<ℓ} log P[x[t+1], t]` with `P = EDTransformer(z, x | θ)`.
    ///
    /// @param z context token ids
    /// @param x primary token ids, which start with `bos_token` and end with `eos_token`
    record EDLoss(int[] z, int[] x, Options options) implements Loss<EDParams> {
        public EDLoss(int[] z, int[] x) {
            this(z, x, Options.paper());
        }

        @Override
        public double applyAsDouble(EDParams theta) {
            return nextTokens(EncoderDecoder.edTransformer(z, x, theta, options), x);
        }
    }

    /// Inside Algorithm 12: `-Σ_{t∈T̃} log P[x[t], t]` with `P = ETransformer(x̃ | θ)` and `T̃ = {t : x̃[t]
    /// = mask_token}`.
    ///
    /// @param x token ids
    /// @param xtilde `x̃`: x with some tokens replaced by `maskToken`
    record ELoss(int[] x, int[] xtilde, int maskToken, Options options) implements Loss<EParams> {
        public ELoss {
            if (x.length != xtilde.length) {
                throw new IllegalArgumentException(
                        "x̃ has %d tokens, x has %d; masking keeps the length".formatted(xtilde.length, x.length));
            }
        }

        public ELoss(int[] x, int[] xtilde, int maskToken) {
            this(x, xtilde, maskToken, Options.paper());
        }

        @Override
        public double applyAsDouble(EParams theta) {
            double[][] P = Encoder.eTransformer(xtilde, theta, options);
            double loss = 0;
            for (int t = 0; t < x.length; t++) {
                if (xtilde[t] == maskToken) {
                    loss -= Math.log(P[x[t]][t]);
                }
            }
            return loss;
        }
    }

    /// Inside Algorithm 13: `-Σ_{t<ℓ} log P[x[t+1], t]` with `P = DTransformer(x | θ)`.
    ///
    /// @param x token ids
    record DLoss(int[] x, Options options) implements Loss<DParams> {
        public DLoss(int[] x) {
            this(x, Options.paper());
        }

        @Override
        public double applyAsDouble(DParams theta) {
            return nextTokens(Decoder.dTransformer(x, theta, options), x);
        }
    }

    private static double nextTokens(double[][] P, int[] x) {
        double loss = 0;
        for (int t = 0; t + 1 < x.length; t++) {
            loss -= Math.log(P[x[t + 1]][t]);
        }
        return loss;
    }
}
