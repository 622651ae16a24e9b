package dev.berth.endpoint.block;

import dev.berth.core.tensor.NamedTensors;
import java.util.BitSet;
import java.util.List;

/// What an endpoint answered to a block of rows.
public final class BlockAnswer implements AutoCloseable {
    private final NamedTensors outputs;
    private final BitSet left;
    private final List<List<String>> annotations;

    /// @param annotations by row
    BlockAnswer(NamedTensors outputs, BitSet left, List<List<String>> annotations) {
        this.outputs = outputs;
        this.left = (BitSet) left.clone();
        this.annotations = List.copyOf(annotations);
    }

    /// The outputs in the order of the signature, with a row for each of the block, closed with
    /// this. Those of rows that are left are arbitrary; none at all if all rows are.
    public NamedTensors outputs() {
        return outputs;
    }

    /// Rows that have to be sent as records: they failed, or the block cannot say what they give.
    public BitSet left() {
        return (BitSet) left.clone();
    }

    /// Annotations of the answer to a row, as in [dev.berth.serving.request.Prediction]; without
    /// those of response caches. In the order of the endpoint's steps.
    public List<String> annotations(int row) {
        return annotations.get(row);
    }

    @Override
    public void close() {
        outputs.close();
    }
}
