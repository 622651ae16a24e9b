package dev.berth.scoring.tensor;

import dev.berth.core.tensor.NamedTensors;
import java.util.BitSet;

/// Outputs of rows that were predicted together.
public final class PredictedTensors implements AutoCloseable {
    private final NamedTensors outputs;
    private final BitSet left;

    /// @param outputs taken over
    /// @param left rows without a prediction, whose outputs are arbitrary: only their records tell
    ///   what becomes of them
    public PredictedTensors(NamedTensors outputs, BitSet left) {
        this.outputs = outputs;
        this.left = (BitSet) left.clone();
    }

    /// The outputs of all rows.
    public static PredictedTensors of(NamedTensors outputs) {
        return new PredictedTensors(outputs, new BitSet());
    }

    /// In the order of the signature, with a row for each of the inputs; none if no row has a
    /// prediction.
    public NamedTensors outputs() {
        return outputs;
    }

    public BitSet left() {
        return (BitSet) left.clone();
    }

    @Override
    public void close() {
        outputs.close();
    }
}
