package formers.models.decoder;

/// The order of rows in the fused projection of a decoder whose file keeps channels that turn together side
/// by side.
final class GgufHeads {

    private GgufHeads() {}

    /// Row i of the file's is row `order[i]` of ours: within each query and key head `0, n/2, 1, n/2 + 1, …`;
    /// values stay.
    static int[] order(DecoderConfig config) {
        int width = config.headWidth();
        int turned = (config.heads() + config.kvHeads()) * width;
        var order = new int[turned + config.kvHeads() * width];
        for (int row = 0; row < order.length; row++) {
            int channel = row % width;
            order[row] = row < turned ? row - channel + channel % 2 * (width / 2) + channel / 2 : row;
        }
        return order;
    }
}
