package dev.berth.server;

import static dev.berth.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import dev.berth.proto.ModelInferRequest;
import dev.berth.proto.ModelInferResponse;
import dev.berth.testkit.system.SystemBuilder;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An endpoint whose answer has a list of objects, over each protocol.
final class ListEndpointServedTest {
    private static final String PREDICT = "/v1/endpoints/grow:predict";
    private static final String TWO_BOXES = "{\"boxes\":[[1,2,3],[0,0,1]]}";

    @TempDir private Path directory;

    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        new SystemBuilder(directory)
                .endpoint(
                        "grow",
                        """
                inputs:
                  - {name: boxes, type: float32, shape: [boxes, 3], meaning: some boxes}
                steps:
                  grown: {model: fake, for-each: box in input.boxes, inputs: {x: box}}
                outputs:
                  grown:
                    meaning: the boxes, grown
                    list:
                      sizes: grown.y
                      total: {value: "grown.y.map(b, b[0] + b[1] + b[2])", meaning: their sum, unit: m}
                guards:
                  small: {on: output, for-each: box in output.grown, when: box.total < 6.0, omit: too small}
                """);
        server = TestServer.start(directory);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void typed_aList_isAnArrayOfObjectsWithoutWhatIsLeftOut() {
        HttpResponse<String> response = server.post(PREDICT, TWO_BOXES);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.body())
                .isEqualTo("{\"grown\":[{\"sizes\":[2.0,4.0,6.0],\"total\":12.0}]}");
        assertThat(response.headers().firstValue("berth-annotations")).hasValue("guard:small");
        assertThat(server.get("/metrics").body())
                .contains(
                        "berth_guard_activations_total{endpoint=\"grow\",guard=\"small\"} 1.0",
                        "berth_guard_filtered_elements_total{endpoint=\"grow\",guard=\"small\"} 1.0");
    }

    @Test
    void typed_recordsWithListsOfDifferentSizes_areAnsweredInOrder() {
        HttpResponse<String> response =
                server.post(PREDICT, "{\"records\":[{\"boxes\":[]}," + TWO_BOXES + "]}");
        JsonNode records = json(response).path("records");
        assertThat(records.path(0).toString()).isEqualTo("{\"grown\":[]}");
        assertThat(records.path(1).path("grown")).hasSize(1);
    }

    @Test
    void protocol_aList_isATensorForEachField() {
        HttpResponse<String> response =
                server.post(
                        "/v2/models/grow/infer",
                        "{\"inputs\":[{\"name\":\"boxes\",\"shape\":[1,3,3],\"datatype\":\"FP32\","
                                + "\"data\":[1,2,3,0,0,1,3,3,3]}]}");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        JsonNode outputs = json(response).path("outputs");
        assertThat(outputs.path(0).path("name").asText()).isEqualTo("grown.sizes");
        assertThat(outputs.path(0).path("shape").toString()).isEqualTo("[1,2,3]");
        assertThat(outputs.path(0).path("data").toString()).isEqualTo("[2.0,4.0,6.0,6.0,6.0,6.0]");
        assertThat(outputs.path(1).path("name").asText()).isEqualTo("grown.total");
        assertThat(outputs.path(1).path("data").toString()).isEqualTo("[12.0,18.0]");
        JsonNode metadata = json(server.get("/v2/models/grow"));
        assertThat(metadata.at("/outputs/0/shape").toString()).isEqualTo("[-1,-1,3]");
    }

    @Test
    void grpc_aList_isATensorForEachField() {
        ByteBuffer raw = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        List.of(1f, 2f, 3f, 0f, 0f, 1f).forEach(raw::putFloat);
        var request =
                ModelInferRequest.newBuilder()
                        .setModelName("grow")
                        .addInputs(
                                ModelInferRequest.InferInputTensor.newBuilder()
                                        .setName("boxes")
                                        .setDatatype("FP32")
                                        .addAllShape(List.of(1L, 2L, 3L)))
                        .addRawInputContents(ByteString.copyFrom(raw.array()))
                        .build();
        try (var client = GrpcClient.of(server)) {
            ModelInferResponse response = client.stub().modelInfer(request);
            assertThat(response.getOutputsList())
                    .extracting(ModelInferResponse.InferOutputTensor::getName)
                    .containsExactly("grown.sizes", "grown.total");
            assertThat(response.getOutputs(0).getShapeList()).containsExactly(1L, 1L, 3L);
            assertThat(GrpcClient.first(response)).isEqualTo(2f);
        }
    }

    @Test
    void openApi_aList_isAnArrayOfObjectsWithMeaningsAndUnits() {
        JsonNode list =
                json(server.get("/openapi.json"))
                        .at("/components/schemas/grow.Output/properties/grown");
        assertThat(list.path("type").asText()).isEqualTo("array");
        assertThat(list.path("description").asText()).isEqualTo("the boxes, grown");
        JsonNode fields = list.at("/items/properties");
        assertThat(fields.at("/sizes/x-unit").asText()).isEqualTo("m");
        assertThat(fields.at("/sizes/minItems").asInt()).isEqualTo(3);
        assertThat(fields.at("/total/description").asText()).isEqualTo("their sum");
        assertThat(fields.at("/total/type").toString()).isEqualTo("[\"number\",\"null\"]");
    }
}
