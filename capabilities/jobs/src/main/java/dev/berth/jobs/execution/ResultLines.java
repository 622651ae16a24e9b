package dev.berth.jobs.execution;

import dev.berth.core.Problem;
import dev.berth.core.signature.Signature;
import dev.berth.protocol.ProblemMapping;
import dev.berth.protocol.json.ByteSink;
import dev.berth.protocol.record.PredictBodyFormat;
import dev.berth.protocol.record.RecordWriter;
import dev.berth.serving.request.Prediction;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Results of a block in JSON lines: `{"record": 12, "prediction": {...}}`, or `problem` in its
/// place.
final class ResultLines {
    /// Of one block; with the requests of other callers it has to fit into memory.
    private static final int BYTES_MAX = 64 << 20;

    private ResultLines() {}

    /// @param predictions in the order of the records, null for those that have a problem
    /// @param first number of the first record
    /// @throws dev.berth.core.ProblemException `batch-too-large`
    static ByteBuffer write(
            Signature signature,
            @Nullable Prediction[] predictions,
            Map<Integer, Problem> problems,
            int first) {
        var sink = new ByteSink(512, BYTES_MAX);
        for (int i = 0; i < predictions.length; i++) {
            put(sink, "{\"record\":" + (first + i));
            Prediction prediction = predictions[i];
            if (prediction == null) {
                put(sink, ",\"problem\":");
                ProblemMapping.writeProblem(Objects.requireNonNull(problems.get(i)), sink);
            } else {
                put(sink, ",\"prediction\":");
                RecordWriter.write(
                        signature, PredictBodyFormat.SINGLE, List.of(prediction.outputs()), sink);
            }
            put(sink, "}\n");
        }
        return sink.toBuffer();
    }

    private static void put(ByteSink sink, String text) {
        sink.put(text.getBytes(StandardCharsets.US_ASCII));
    }
}
