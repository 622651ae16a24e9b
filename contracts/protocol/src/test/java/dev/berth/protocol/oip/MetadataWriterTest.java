package dev.berth.protocol.oip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.ModelName;
import dev.berth.core.ModelReference;
import dev.berth.core.ModelVersion;
import dev.berth.proto.DataType;
import dev.berth.proto.ModelConfig;
import dev.berth.protocol.Signatures;
import dev.berth.protocol.grpc.MetadataMessages;
import dev.berth.protocol.json.ByteSink;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class MetadataWriterTest {
    private static final ModelConfiguration CONFIGURATION =
            new ModelConfiguration(
                    ModelName.of("mlp"),
                    "onnxruntime_onnx",
                    "onnxruntime",
                    16,
                    0,
                    1,
                    Signatures.mlp());

    private static String written(Consumer<ByteSink> write) {
        var sink = new ByteSink(16);
        write.accept(sink);
        return sink.toString();
    }

    @Test
    void server_written_hasNameVersionAndExtensions() {
        var server = new ServerMetadata("berth", "0.1", List.of("statistics"));
        assertThat(written(sink -> MetadataWriter.writeServer(server, sink)))
                .isEqualTo(
                        "{\"name\":\"berth\",\"version\":\"0.1\",\"extensions\":[\"statistics\"]}");
        assertThat(MetadataMessages.server(server).getExtensionsList())
                .containsExactly("statistics");
    }

    @Test
    void model_written_hasDynamicSizesAsMinusOne() {
        var model =
                new ModelMetadata(
                        ModelName.of("mlp"),
                        List.of(ModelVersion.of("1")),
                        "onnxruntime_onnx",
                        Signatures.mlp());
        assertThat(written(sink -> MetadataWriter.writeModel(model, sink)))
                .isEqualTo(
                        "{\"name\":\"mlp\",\"versions\":[\"1\"],\"platform\":\"onnxruntime_onnx\","
                                + "\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[-1,16]}],"
                                + "\"outputs\":[{\"name\":\"y\",\"datatype\":\"FP32\",\"shape\":[-1,3]}]}");
        assertThat(MetadataMessages.model(model).getInputs(0).getShapeList())
                .containsExactly(-1L, 16L);
    }

    @Test
    void configuration_withBatches_leavesTheBatchDimensionOut() {
        String json = written(sink -> MetadataWriter.writeConfiguration(CONFIGURATION, sink));
        assertThat(json)
                .contains("\"max_batch_size\":16")
                .contains("{\"name\":\"x\",\"data_type\":\"TYPE_FP32\",\"dims\":[16]")
                .contains("\"dynamic_batching\"")
                .contains("\"model_transaction_policy\":{\"decoupled\":false}");
        ModelConfig config = MetadataMessages.configuration(CONFIGURATION).getConfig();
        assertThat(config.getInput(0).getDataType()).isEqualTo(DataType.TYPE_FP32);
        assertThat(config.getInput(0).getDimsList()).containsExactly(16L);
    }

    @Test
    void index_withABrokenModel_saysWhy() {
        var entries =
                List.of(
                        new RepositoryEntry(
                                "a",
                                "1",
                                RepositoryEntry.State.READY,
                                "",
                                new RepositoryEntry.Memory(1, 2, 3)),
                        new RepositoryEntry(
                                "b c",
                                "",
                                RepositoryEntry.State.UNAVAILABLE,
                                "why",
                                RepositoryEntry.Memory.NONE));
        assertThat(written(sink -> MetadataWriter.writeIndex(entries, sink)))
                .isEqualTo(
                        "[{\"name\":\"a\",\"version\":\"1\",\"state\":\"READY\",\"reason\":\"\","
                                + "\"memory_bytes\":6,"
                                + "\"memory\":{\"weights\":1,\"arena\":2,\"buffers\":3}},"
                                + "{\"name\":\"b c\",\"state\":\"UNAVAILABLE\",\"reason\":\"why\","
                                + "\"memory_bytes\":0,"
                                + "\"memory\":{\"weights\":0,\"arena\":0,\"buffers\":0}}]");
        assertThat(MetadataMessages.index(entries).getModels(1).getReason()).isEqualTo("why");
    }

    @Test
    void statistics_written_haveTritonsNames() {
        var one = new DurationCount(1, 2);
        var statistics =
                new ModelStatisticsEntry(
                        ModelReference.of("m", "1"),
                        3,
                        4,
                        5,
                        one,
                        one,
                        one,
                        one,
                        one,
                        one,
                        List.of(new BatchStatistics(6, one, one, one)));
        assertThat(written(sink -> MetadataWriter.writeStatistics(List.of(statistics), sink)))
                .startsWith(
                        "{\"model_stats\":[{\"name\":\"m\",\"version\":\"1\",\"last_inference\":3,")
                .contains("\"inference_stats\":{\"success\":{\"count\":1,\"ns\":2}")
                .contains("\"batch_stats\":[{\"batch_size\":6,");
        assertThat(
                        MetadataMessages.statistics(List.of(statistics))
                                .getModelStats(0)
                                .getBatchStats(0)
                                .getBatchSize())
                .isEqualTo(6);
    }

    @Test
    void repositoryBodies_emptyOrNot_areRead() {
        assertThat(RepositoryRequests.readIndex(new byte[0])).isFalse();
        assertThat(RepositoryRequests.readIndex(utf8("{\"ready\":true}"))).isTrue();
        assertThat(RepositoryRequests.readChange(utf8(" "))).isEmpty();
        assertThat(
                        RepositoryRequests.readChange(
                                utf8("{\"parameters\":{\"unload_dependents\":true}}")))
                .containsEntry("unload_dependents", true);
        assertThatThrownBy(() -> RepositoryRequests.readIndex(utf8("{\"ready\":1}")))
                .hasMessageContaining("expected: true or false");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
