package dev.berth.fuzzing;

import dev.berth.core.tensor.TensorPool;
import dev.berth.runtime.process.FrameProbe;
import java.util.List;

/// Fuzz target: frames of a worker process to the server: loaded artifacts, problems, output
/// locations.
final class WorkerFrames implements Target {
    private final TensorPool pool = new TensorPool();

    @Override
    public List<byte[]> seeds() {
        return FrameProbe.seeds();
    }

    @Override
    public void accept(byte[] bytes) {
        FrameProbe.read(bytes, pool);
        Bytes.requireNothingHeld(pool);
    }
}
