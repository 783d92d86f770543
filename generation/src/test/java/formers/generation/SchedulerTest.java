package formers.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import formers.generation.Scheduler.Limits;
import formers.models.LanguageModel;
import formers.text.InputException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class SchedulerTest {

    private static final Limits ROOMY = new Limits(5, 100, 10_000, 0);
    private static final GenerationOptions GREEDY = GenerationOptions.of(SamplingOptions.greedy(), 8);

    /// Collects an answer.
    private static class Collected implements Scheduler.Answer {
        final CompletableFuture<Generated> end = new CompletableFuture<>();
        final BlockingQueue<Integer> tokens = new LinkedBlockingQueue<>();
        final List<Alternatives> thoughts = new ArrayList<>();
        volatile int known = -1;

        @Override
        public void onStart(int known) {
            this.known = known;
        }

        @Override
        public boolean onToken(int sequence, int token) {
            tokens.add(token);
            return true;
        }

        @Override
        public boolean onToken(int sequence, int token, Alternatives alternatives) {
            thoughts.add(alternatives);
            return onToken(sequence, token);
        }

        @Override
        public void onEnd(Generated generated) {
            end.complete(generated);
        }

        @Override
        public void onFailure(RuntimeException problem) {
            end.completeExceptionally(problem);
        }

        int[] text() throws Exception {
            return end.get(30, TimeUnit.SECONDS).tokens();
        }
    }

    /// Blocks the thread of the model at its first token, until it is let go.
    private static final class Held extends Collected {
        final CountDownLatch reached = new CountDownLatch(1);
        final CountDownLatch go = new CountDownLatch(1);

        @Override
        public boolean onToken(int sequence, int token) {
            reached.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return super.onToken(sequence, token);
        }
    }

    private static int[] prompt(SplittableRandom random, int length) {
        return random.ints(length, 0, TinyModels.VOCABULARY).toArray();
    }

    private static Scheduler scheduler(LanguageModel model, Limits limits) {
        return new Scheduler("test", model, limits);
    }

    /// Texts of all lengths that come, go, and sample in their own ways, against each alone.
    @ParameterizedTest
    @EnumSource
    void everyTextIsWhatItIsAlone(TinyModels kind) throws Exception {
        var random = new SplittableRandom(1);
        var answers = new ArrayList<Collected>();
        var prompts = new ArrayList<int[]>();
        var options = new ArrayList<GenerationOptions>();
        try (var scheduler = scheduler(kind.model(), ROOMY)) {
            for (int i = 0; i < 60; i++) {
                prompts.add(prompt(random, 1 + random.nextInt(15)));
                var sampling = SamplingOptions.plain(i)
                        .withTemperature(i % 2)
                        .withLogitBias(i % 5 == 0 ? Map.of(i % 7, 3f, 10 + i % 11, -100f) : Map.of());
                options.add(
                        GenerationOptions.of(sampling, 1 + random.nextInt(30)).sliding(i % 3 == 0));
                answers.add(new Collected());
                scheduler.submit("client " + i % 4, prompts.getLast(), options.getLast(), answers.getLast());
            }
            for (int i = 0; i < answers.size(); i++) {
                var alone = new Generator(kind.model()).generate(prompts.get(i), options.get(i), (_, _) -> true);
                assertThat(answers.get(i).text()).as("text %d", i).containsExactly(alone.tokens());
                assertThat(answers.get(i).end.get().ending()).isEqualTo(alone.ending());
            }
        }
    }

    private static List<Drafter> drafters(LanguageModel model) {
        return List.of(
                PromptLookup.usual(),
                new DraftModel(model, 3),
                new DraftModel(TinyModels.GPT2_LIKE.model(), 7),
                (_, most) -> new int[Math.min(most, 2)]);
    }

    /// Guesses change no bit, whoever guesses, with whatever company: neither of a text nor of what its model
    /// thought of it.
    @ParameterizedTest
    @EnumSource
    void guessesChangeNoAnswer(TinyModels kind) throws Exception {
        var random = new SplittableRandom(2);
        var model = kind.model();
        for (int running : new int[] {1, 2, 3}) {
            var prompts = new ArrayList<int[]>();
            var options = new ArrayList<GenerationOptions>();
            var answers = new ArrayList<Collected>();
            try (var scheduler = scheduler(model, new Limits(running, 100, 10_000, 0))) {
                for (int i = 0; i < 24; i++) {
                    prompts.add(prompt(random, 1 + random.nextInt(15)));
                    options.add(GenerationOptions.of(
                                    SamplingOptions.plain(i).withTemperature(i % 2), 1 + random.nextInt(30))
                            .sliding(i % 3 == 0)
                            .withAlternatives(2));
                    answers.add(new Collected());
                    var drafting = i % 5 == 4
                            ? options.getLast()
                            : options.getLast().drafting(drafters(model).get(i % 5));
                    scheduler.submit("a", prompts.getLast(), drafting, answers.getLast());
                }
                for (int i = 0; i < answers.size(); i++) {
                    var alone = new Collected();
                    var expected = new Generator(model).generate(prompts.get(i), options.get(i), alone);
                    assertThat(answers.get(i).text())
                            .as("text %d of %d at once", i, running)
                            .containsExactly(expected.tokens());
                    assertThat(answers.get(i).end.get().ending()).isEqualTo(expected.ending());
                    assertThat(answers.get(i).thoughts).isEqualTo(alone.thoughts);
                }
                assertThat(scheduler.guessed()).isGreaterThanOrEqualTo(scheduler.accepted());
                if (running == 3) {
                    continue;
                }
                assertThat(scheduler.accepted()).as("%d at once", running).isPositive();
            }
        }
    }

    /// Alone, a text has all its guesses; two have one each; more have none, as they would gain nothing.
    @Test
    void guessesAreMadeWhereTheyGainTime() throws Exception {
        var model = TinyModels.LLAMA_LIKE.model();
        var options = GenerationOptions.of(SamplingOptions.greedy(), 13).drafting(new DraftModel(model, 3));
        int[] passes = {1 + 3, 1 + 6, 1 + 12};
        for (int texts = 1; texts <= 3; texts++) {
            int[] prompt = {3, 1, 4};
            var answers = Stream.generate(Collected::new).limit(texts).toList();
            try (var scheduler = scheduler(model, ROOMY)) {
                scheduler.submit("a", Collections.nCopies(texts, prompt), Collections.nCopies(texts, options), answers);
                answers.getLast().text();
                for (var answer : answers) {
                    // Those that share the reading of a prompt count its pass once.
                    assertThat(answer.end.get().passes()).isIn(passes[texts - 1], passes[texts - 1] - 1);
                }
                assertThat(scheduler.accepted()).isEqualTo(new int[] {9, 12, 0}[texts - 1]);
            }
        }
    }

    @Test
    void clientsTakeTurns() throws Exception {
        try (var scheduler = scheduler(TinyModels.LLAMA_LIKE.model(), new Limits(1, 100, 10_000, 0))) {
            var held = new Held();
            scheduler.submit("greedy", new int[] {1}, GREEDY, held);
            held.reached.await();
            var order = new LinkedBlockingQueue<String>();
            var last = new ArrayList<Collected>();
            for (var name : List.of("greedy 1", "greedy 2", "greedy 3", "modest 1")) {
                var answer = new Collected() {
                    @Override
                    public void onStart(int known) {
                        order.add(name);
                    }
                };
                last.add(answer);
                scheduler.submit(name.substring(0, 6), new int[] {1}, GREEDY, answer);
            }
            held.go.countDown();
            for (var answer : last) {
                answer.text();
            }
            assertThat(order).containsExactly("greedy 1", "modest 1", "greedy 2", "greedy 3");
        }
    }

    @Test
    void whatThereIsNoRoomForIsRefused() throws Exception {
        try (var scheduler = scheduler(TinyModels.LLAMA_LIKE.model(), new Limits(1, 1, 15, 0))) {
            var held = new Held();
            scheduler.submit("a", new int[] {1}, GREEDY, held);
            held.reached.await();
            var waiting = new Collected();
            scheduler.submit("a", new int[] {1, 2}, GREEDY, waiting);
            assertThat(scheduler.running()).isEqualTo(1);
            assertThat(scheduler.waiting()).isEqualTo(1);
            var biased = GREEDY.withSampling(SamplingOptions.greedy().withLogitBias(Map.of(40, 1f)));
            assertThatThrownBy(() -> scheduler.submit("b", new int[] {1}, biased, new Collected()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("logit bias names token 40");
            assertThatThrownBy(() -> scheduler.submit("b", new int[] {1}, GREEDY, new Collected()))
                    .isInstanceOf(Scheduler.BusyException.class)
                    .hasMessageContaining("1 waiting");
            assertThatThrownBy(() -> scheduler.submit("b", new int[8], GREEDY, new Collected()))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("16 tokens");
            assertThatThrownBy(() -> scheduler.submit("b", new int[] {99}, GREEDY, new Collected()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("token 99");
            held.go.countDown();
            assertThat(waiting.text()).hasSize(8);
        }
    }

    @Test
    void cancelledTextsEndAndLeaveTheOthersAlone() throws Exception {
        var model = TinyModels.LLAMA_LIKE.model();
        try (var scheduler = scheduler(model, ROOMY)) {
            var held = new Held();
            var first = scheduler.submit("a", new int[] {1}, GREEDY, held);
            var other = new Collected();
            scheduler.submit("a", new int[] {1, 2}, GREEDY, other);
            var third = new Collected();
            held.reached.await();
            scheduler.submit("a", new int[] {3}, GREEDY, third).cancel();
            first.cancel();
            held.go.countDown();
            assertThat(other.text())
                    .containsExactly(new Generator(model)
                            .generate(new int[] {1, 2}, GREEDY, (_, _) -> true)
                            .tokens());
            assertThat(held.end).isNotDone();
            assertThat(third.tokens).isEmpty();
            assertThat(scheduler.waiting()).isZero();
        }
    }

    @Test
    void aFailureOfOneIsNotOneOfOthers() throws Exception {
        try (var scheduler = scheduler(TinyModels.LLAMA_LIKE.model(), ROOMY)) {
            var failing = new Collected() {
                @Override
                public void onStart(int known) {
                    throw new IllegalStateException("on purpose");
                }
            };
            scheduler.submit("a", new int[] {1}, GREEDY, failing);
            var fine = new Collected();
            scheduler.submit("a", new int[] {1}, GREEDY, fine);
            assertThat(fine.text()).hasSize(8);
            assertThatThrownBy(failing.end::get).hasMessageContaining("on purpose");
        }
    }

    /// A grammar that the vocabulary cannot follow, a listener that throws: whatever fails in the middle.
    @Test
    void aFailureInTheMiddleOfATextIsNotOneOfThoseBesideIt() throws Exception {
        var model = TinyModels.LLAMA_LIKE.model();
        try (var scheduler = scheduler(model, ROOMY)) {
            var failing = new Collected() {
                @Override
                public boolean onToken(int sequence, int token) {
                    if (tokens.size() == 3) {
                        throw new IllegalStateException("on purpose");
                    }
                    return super.onToken(sequence, token);
                }
            };
            var beside = List.of(new Collected(), failing, new Collected());
            int[] prompt = {1, 2};
            scheduler.submit("a", List.of(prompt, prompt, prompt), List.of(GREEDY, GREEDY, GREEDY), beside);
            for (var answer : List.of(beside.getFirst(), beside.getLast())) {
                assertThat(answer.text())
                        .containsExactly(new Generator(model)
                                .generate(prompt, GREEDY, (_, _) -> true)
                                .tokens());
            }
            assertThatThrownBy(failing.end::get).hasMessageContaining("on purpose");
        }
    }

    /// Texts are admitted by what they are, not by what they may become; when they have become too much,
    /// the last one waits and goes on later.
    @Test
    void textsThatOutgrowTheRoomWaitAndGoOn() throws Exception {
        var model = TinyModels.LLAMA_LIKE.model();
        var options = GenerationOptions.of(SamplingOptions.greedy(), 14);
        var random = new SplittableRandom(8);
        try (var scheduler = scheduler(model, new Limits(4, 10, 50, 0))) {
            var prompts = new ArrayList<int[]>();
            var answers = new ArrayList<Collected>();
            var most = new int[1];
            for (int i = 0; i < 6; i++) {
                prompts.add(prompt(random, 5));
                answers.add(new Collected() {
                    @Override
                    public boolean onToken(int sequence, int token) {
                        most[0] = Math.max(most[0], scheduler.running());
                        return super.onToken(sequence, token);
                    }
                });
                scheduler.submit("a", prompts.getLast(), options, answers.getLast());
            }
            for (int i = 0; i < answers.size(); i++) {
                assertThat(answers.get(i).text())
                        .containsExactly(new Generator(model)
                                .generate(prompts.get(i), options, (_, _) -> true)
                                .tokens());
            }
            assertThat(most[0])
                    .as("texts at once, of which two may come to 50 tokens")
                    .isGreaterThan(2);
        }
    }

    @Test
    void whatWasReadIsNotReadAgain() throws Exception {
        var model = TinyModels.LLAMA_LIKE.model();
        var greedy = GenerationOptions.of(SamplingOptions.greedy(), 2);
        int[] prompt = prompt(new SplittableRandom(4), 17);
        try (var scheduler = scheduler(model, new Limits(2, 10, 1000, 40))) {
            var first = new Collected();
            scheduler.submit("a", prompt, greedy, first);
            assertThat(first.text()).hasSize(2);
            assertThat(first.known).isZero();
            int[] longer = Arrays.copyOf(prompt, 18);
            longer[17] = first.text()[0];
            for (int i = 0; i < 3; i++) {
                var second = new Collected();
                scheduler.submit("b", longer, greedy, second);
                assertThat(second.text())
                        .containsExactly(new Generator(model)
                                .generate(longer, greedy, (_, _) -> true)
                                .tokens());
                assertThat(second.known).isEqualTo(17);
            }
        }
    }

    @Test
    void drainingFinishesWhatIsUnderWay() throws Exception {
        var scheduler = scheduler(TinyModels.LLAMA_LIKE.model(), new Limits(1, 10, 1000, 0));
        var answers = new ArrayList<Collected>();
        for (int i = 0; i < 5; i++) {
            answers.add(new Collected());
            scheduler.submit("a", new int[] {1}, GREEDY, answers.getLast());
        }
        assertThat(scheduler.drain(Duration.ofSeconds(30))).isTrue();
        for (var answer : answers) {
            assertThat(answer.end).isCompleted();
        }
        assertThatThrownBy(() -> scheduler.submit("a", new int[] {1}, GREEDY, new Collected()))
                .isInstanceOf(Scheduler.BusyException.class);
    }

    @Test
    void closingTellsThoseWhoWait() throws Exception {
        var scheduler = scheduler(TinyModels.LLAMA_LIKE.model(), new Limits(1, 10, 1000, 0));
        var held = new Held();
        scheduler.submit("a", new int[] {1}, GREEDY, held);
        held.reached.await();
        var waiting = new Collected();
        scheduler.submit("a", new int[] {1}, GREEDY, waiting);
        var closing = Thread.ofVirtual().start(scheduler::close);
        Thread.sleep(20);
        held.go.countDown();
        closing.join();
        assertThatThrownBy(waiting.end::get).hasMessageContaining("closing");
        assertThat(held.end).isDone();
    }

    @Test
    void requestsWithOnePromptHaveItReadOnce() throws Exception {
        var model = TinyModels.LLAMA_LIKE.model();
        int[] prompt = prompt(new SplittableRandom(9), 11);
        var options = GenerationOptions.of(SamplingOptions.plain(5), 12).sliding(true);
        var answers = List.of(new Collected(), new Collected(), new Collected());
        try (var scheduler = scheduler(model, ROOMY)) {
            scheduler.submit(
                    "a",
                    List.of(prompt, prompt, prompt),
                    List.of(options, options, options.withSampling(SamplingOptions.greedy())),
                    answers);
            var alone = new Generator(model).generate(List.of(prompt, prompt, prompt), options, (_, _) -> true);
            assertThat(answers.get(0).text()).containsExactly(alone.get(0).tokens());
            assertThat(answers.get(1).text()).containsExactly(alone.get(1).tokens());
            assertThat(answers.get(2).text()).isNotEqualTo(answers.get(0).text());
            assertThat(answers.stream().map(answer -> answer.known)).containsExactly(0, 0, 0);
        }
    }

    @Test
    void severalRequestsAreTakenTogetherOrNotAtAll() {
        try (var scheduler = scheduler(TinyModels.LLAMA_LIKE.model(), new Limits(1, 1, 1000, 0))) {
            var answers = List.of(new Collected(), new Collected(), new Collected());
            assertThatThrownBy(() -> scheduler.submit(
                            "a",
                            List.of(new int[] {1}, new int[] {1}, new int[] {1}),
                            List.of(GREEDY, GREEDY, GREEDY),
                            answers))
                    .isInstanceOf(Scheduler.BusyException.class);
            assertThat(scheduler.waiting()).isZero();
        }
    }
}
