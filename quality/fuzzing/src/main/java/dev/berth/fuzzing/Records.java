package dev.berth.fuzzing;

import dev.berth.core.ProblemException;
import dev.berth.core.tensor.TensorPool;
import dev.berth.protocol.record.RecordReader;
import java.util.List;
import java.util.stream.Stream;

/// Fuzz target: the body of a typed prediction, in each of its formats.
final class Records implements Target {
    private static final String RECORD =
            "{\"f\":[1,2],\"d\":[1.5],\"u\":[1,2,3,4],\"s\":\"x\",\"b\":true,\"i\":7}";

    private final TensorPool pool = new TensorPool();
    private final RecordReader reader = new RecordReader(FuzzSystem.described().signature(), pool);

    @Override
    public List<byte[]> seeds() {
        return Stream.of(
                        RECORD,
                        "{\"records\":[" + RECORD + "," + RECORD + "]}",
                        "{\"instances\":[" + RECORD + "]}",
                        "{\"inputs\":{\"f\":[[1,2]],\"d\":[[1.5]],\"u\":[[1,2,3,4]],\"s\":[\"y\"]}}")
                .map(Bytes::utf8)
                .toList();
    }

    @Override
    public void accept(byte[] bytes) {
        try {
            reader.read(bytes).close();
        } catch (ProblemException e) {
            Bytes.requireRemedy(e);
        }
        Bytes.requireNothingHeld(pool);
    }
}
