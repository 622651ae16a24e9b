package dev.berth.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.TextFormat;
import dev.berth.proto.ModelInferRequest;
import dev.berth.proto.ModelInferResponse;
import dev.berth.testkit.onnx.OnnxElementType;
import dev.berth.testkit.onnx.OnnxGraph;
import dev.berth.testkit.onnx.OnnxModelFile;
import dev.berth.testkit.onnx.OnnxNode;
import dev.berth.testkit.onnx.OnnxType;
import dev.berth.testkit.system.SystemBuilder;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests of every example request in the protocol's documents on a server with their models.
///
/// Valid JSON by the documents' own rules is sent as printed. Four examples are not JSON and one
/// has one value for a shape of three: those are rejected with an error that names the problem, and
/// succeed once corrected.
class DocumentsTest {
    private static final String INFER = "/v2/models/mymodel/infer";

    @TempDir Path folder;
    private @Nullable RunningServer server;

    private void start(Consumer<SystemBuilder> models) {
        SystemBuilder system = SystemBuilder.in(folder);
        models.accept(system);
        server = RunningServer.start(system.path());
    }

    private RunningServer server() {
        return Objects.requireNonNull(server);
    }

    @AfterEach
    void stop() {
        server().assertNothingLeaked();
        server().close();
    }

    /// The requests are stored once in the repository, beside the test of their reader.
    private static String printed(String name) {
        return printedFile(name + "-request.json.txt");
    }

    private static String printedFile(String name) {
        Path file =
                Repository.root()
                        .resolve("contracts/protocol/src/test/resources/dev/berth/protocol/oip")
                        .resolve(name);
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String refusal(String body) {
        HttpResponse<String> response = server().post(INFER, body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        return RunningServer.json(response.body()).path("error").asText();
    }

    @Test
    void inferenceRest_asPrinted_isRefusedForItsShapeAndAnsweredMended() {
        start(DocumentModels::writeTwoInputs);
        String request = printed("inference_rest-01");
        assertThat(refusal(request)).contains("input1", "3", "1 ");
        JsonNode answer =
                RunningServer.answer(
                        server().post(INFER, request.replace("[ true ]", "[ true, true, true ]")));
        assertThat(answer.path("id").asText()).isEqualTo("42");
        assertThat(answer.path("outputs").path(0).path("shape").toString()).isEqualTo("[3,2]");
        assertThat(answer.path("outputs").path(0).path("data").toString())
                .isEqualTo("[1.0,1.1,2.0,2.1,3.0,3.1]");
    }

    @Test
    void binaryData_asPrinted_isAnswered() {
        start(DocumentModels::writeTwoInputs);
        String json = printed("binary_data-01");
        HttpResponse<byte[]> response =
                server().post(
                                INFER,
                                BinaryBody.of(json, new byte[16], new byte[] {1, 0, 1}),
                                "Content-Type",
                                "application/octet-stream",
                                BinaryBody.LENGTH_HEADER,
                                Integer.toString(json.length()));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type"))
                .contains("application/octet-stream");
        assertThat(RunningServer.json(BinaryBody.json(response)).at("/outputs/0/parameters"))
                .hasToString("{\"binary_data_size\":24}");
        assertThat(BinaryBody.readFloats(BinaryBody.tensors(response)))
                .containsExactly(1f, 1.1f, 0f, 0f, 3f, 3.1f);
    }

    @Test
    void binaryData_rawAsPrinted_isAnswered() {
        start(DocumentModels::writeRaw);
        HttpResponse<byte[]> response =
                server().post(
                                INFER,
                                BinaryBody.floats(1, 2, 3, 4),
                                "Content-Type",
                                "application/octet-stream",
                                BinaryBody.LENGTH_HEADER,
                                "0");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(BinaryBody.readFloats(BinaryBody.tensors(response)))
                .containsExactly(1, 2, 3, 2, 3, 4);
    }

    @ParameterizedTest
    @CsvSource({
        "'', 3.300000:1 2.400000:3",
        "'categories: [index_0_label, index_1_label, index_2_label, index_3_label]', 3.300000:1:index_1_label 2.400000:3:index_3_label"
    })
    void classification_asPrinted_isAnswered(String categories, String expected) {
        start(
                system ->
                        DocumentModels.writeClasses(
                                system, categories.isEmpty() ? "" : ", " + categories));
        JsonNode answer = RunningServer.answer(server().post(INFER, printed("classification-01")));
        assertThat(answer.path("id").asText()).isEqualTo("42");
        JsonNode output = answer.path("outputs").path(0);
        assertThat(output.path("shape").toString()).isEqualTo("[2]");
        assertThat(output.path("data"))
                .extracting(JsonNode::asText)
                .containsExactly(expected.split(" "));
    }

    /// The printed form has `int_contents` for UINT32 and a version of -1.
    @Test
    void classification_byGrpcAsPrinted_isAnswered() throws TextFormat.ParseException {
        start(system -> DocumentModels.writeClasses(system, ""));
        ModelInferResponse response = server().grpc().modelInfer(printedMessage());
        assertThat(response.getModelVersion()).isEqualTo("1");
        assertThat(BinaryBody.readTexts(response.getRawOutputContents(0).toByteArray()))
                .containsExactly("3.300000:1", "2.400000:3");
    }

    /// The printed text, without the enclosing message name. The version is a text in the proto, so
    /// its number can only be sent as one.
    private static ModelInferRequest printedMessage() throws TextFormat.ParseException {
        String text = printedFile("classification-02-request.proto.txt");
        String members = text.substring(text.indexOf('{') + 1, text.lastIndexOf('}'));
        var message = ModelInferRequest.newBuilder();
        TextFormat.merge(members.replace("model_version : -1", "model_version : \"-1\""), message);
        return message.build();
    }

    @Test
    void classification_byGrpcWithAValueOutOfRange_isRefusedWithItsPlace()
            throws TextFormat.ParseException {
        start(system -> DocumentModels.writeClasses(system, ""));
        var request = printedMessage().toBuilder();
        request.getInputsBuilder(0).getContentsBuilder().setIntContents(2, -3);
        StatusRuntimeException refusal =
                catchThrowableOfType(
                        StatusRuntimeException.class,
                        () -> server().grpc().modelInfer(request.build()));
        assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(refusal.getStatus().getDescription()).contains("-3 at index 2", "input0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"parameters-01", "sequence-01", "sequence-02"})
    void parameters_asPrinted_areNoJsonAndAnsweredMended(String name) {
        start(system -> DocumentModels.writeClasses(system, ""));
        String request = printed(name);
        assertThat(refusal(request)).contains("JSON", "inputs");
        String mended =
                request.replaceFirst("\\}\\s*\"inputs\"", "}, \"inputs\"")
                        .replaceAll(",(\\s*\\})", "$1");
        JsonNode answer = RunningServer.answer(server().post(INFER, mended));
        assertThat(answer.path("outputs").path(0).path("data").toString())
                .isEqualTo("[0.5,3.3,1.5,2.4]");
    }

    /// The example's text is no JSON, and its file a placeholder.
    @Test
    void modelRepository_asPrinted_isNoJsonAndMendedServesWhatIsSent() {
        start(DocumentModels::writeRaw);
        String load = "/v2/repository/models/mymodel/load";
        String request = printed("model_repository-01");
        HttpResponse<String> asPrinted = server().post(load, request);
        assertThat(asPrinted.statusCode()).isEqualTo(400);
        assertThat(asPrinted.body()).contains("JSON");
        int from = request.indexOf("\"{") + 1;
        int to = request.indexOf("}\",") + 1;
        String configuration =
                request.substring(from, to).replace("\"", "\\\"").replace("\n", "\\n");
        String mended = request.substring(0, from) + configuration + request.substring(to);
        assertThat(server().post(load, mended).body()).contains("file:1/model.onnx", "Base64");
        byte[] model =
                OnnxModelFile.of(
                                OnnxGraph.named("sent")
                                        .input("INPUT0", OnnxType.tensor(OnnxElementType.FLOAT, 1))
                                        .output(
                                                "OUTPUT0",
                                                OnnxType.tensor(OnnxElementType.FLOAT, 1))
                                        .node(
                                                OnnxNode.of(
                                                        "Neg",
                                                        List.of("INPUT0"),
                                                        List.of("OUTPUT0"))))
                        .toByteArray();
        String whole =
                mended.replace(
                        "<base64-encoded-file-content>", Base64.getEncoder().encodeToString(model));
        assertThat(server().post(load, whole).statusCode()).isEqualTo(200);
        assertThat(server().get("/v2/models/mymodel").body()).contains("INPUT0");
        assertThat(server().post(load, "").statusCode()).isEqualTo(200);
        assertThat(server().post("/v2/repository/models/mymodel/unload", "").statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v2/models/mymodel/generate|{\"id\": \"42\", \"text_input\": \"client input\", \"parameters\": {\"stream\": false, \"temperature\": 0}}",
                "/v2/logging|{\"log_verbose_level\":1}"
            })
    void extensions_notOffered_saySo(String path, String body) {
        start(DocumentModels::writeRaw);
        HttpResponse<String> response = server().post(path, body);
        assertThat(response.statusCode()).isEqualTo(501);
        assertThat(RunningServer.json(response.body()).path("error").asText()).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v2",
                "/v2/health/live",
                "/v2/health/ready",
                "/v2/models/mymodel",
                "/v2/models/mymodel/ready",
                "/v2/models/mymodel/versions/1",
                "/v2/models/mymodel/versions/1/ready",
                "/v2/models/mymodel/config",
                "/v2/models/mymodel/stats",
                "/v2/models/stats"
            })
    void routes_ofTheDocuments_areAnswered(String path) {
        start(DocumentModels::writeRaw);
        assertThat(RunningServer.answer(server().get(path)).isObject()).isTrue();
    }
}
