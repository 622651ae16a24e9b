package dev.berth.fuzzing;

import dev.berth.core.ModelName;
import dev.berth.core.ProblemException;
import dev.berth.protocol.oip.RepositoryRequests;
import java.util.List;
import java.util.stream.Stream;

/// Fuzz target: the body of a `load`, with its configuration and files.
final class LoadBodies implements Target {
    private static final ModelName MODEL = ModelName.of("tiny");

    @Override
    public List<byte[]> seeds() {
        return Stream.of(
                        "{\"parameters\":{\"config\":\"{\\\"backend\\\":\\\"onnxruntime\\\",\\\"max_batch_size\\\":8,"
                                + "\\\"input\\\":[{\\\"name\\\":\\\"x\\\",\\\"data_type\\\":\\\"TYPE_FP32\\\",\\\"dims\\\":[16]}]}\","
                                + "\"file:1/model.onnx\":\"CAo=\"}}",
                        "{\"parameters\":{\"unload_dependents\":true}}",
                        "{}")
                .map(Bytes::utf8)
                .toList();
    }

    @Override
    public void accept(byte[] bytes) {
        try {
            var _ = RepositoryRequests.readLoad(bytes, MODEL);
        } catch (ProblemException e) {
            Bytes.requireRemedy(e);
        }
    }
}
