package dev.berth.verification;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import dev.berth.Berth;
import dev.berth.proto.InferTensorContents;
import dev.berth.proto.ModelInferRequest;
import dev.berth.proto.ModelInferResponse;
import dev.berth.verification.BerthProgram.Outcome;
import dev.berth.verification.PrintedLine.Colours;
import java.awt.Font;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Tests of the model `line-reader` of `examples/sign-reader` on lines printed by the test, through
/// every interface.
@ExtendWith(ExampleServers.Extension.class)
class LineReaderTest {
    private static final List<String> TEXTS =
            List.of("Caution: wet floor", "Gate 12 closes at 10:35", "Total 128.50 EUR");

    private static RunningServer server;

    @BeforeAll
    static void start(ExampleServers servers) {
        server = servers.of("sign-reader");
    }

    @AfterEach
    void nothingLeaks() {
        server.assertNothingLeaked();
    }

    static Stream<PrintedLine> lines() {
        Colours dark = Colours.DARK_ON_LIGHT;
        return Stream.of(
                new PrintedLine("Meeting room 4B", Font.SANS_SERIF, Font.PLAIN, 32, dark),
                new PrintedLine("Caution: wet floor", Font.SANS_SERIF, Font.BOLD, 40, dark),
                new PrintedLine("Total 128.50 EUR", Font.SERIF, Font.PLAIN, 28, dark),
                new PrintedLine("Library open 9-17", Font.SERIF, Font.BOLD, 36, dark),
                new PrintedLine("Please keep left", Font.SERIF, Font.ITALIC, 36, dark),
                new PrintedLine("Invoice 2026-0117", Font.MONOSPACED, Font.PLAIN, 30, dark),
                new PrintedLine("FLIGHT BA2490", Font.DIALOG, Font.PLAIN, 60, dark),
                new PrintedLine("Batteries not included", Font.SANS_SERIF, Font.ITALIC, 24, dark),
                new PrintedLine("Push to open", Font.SANS_SERIF, Font.PLAIN, 16, dark),
                new PrintedLine(
                        "Speed limit 50", Font.SANS_SERIF, Font.BOLD, 48, Colours.BLUE_ON_YELLOW),
                new PrintedLine(
                        "No entry after dark",
                        Font.SANS_SERIF,
                        Font.PLAIN,
                        32,
                        Colours.LIGHT_ON_DARK),
                new PrintedLine("Platform 3", Font.SERIF, Font.BOLD, 40, Colours.LIGHT_ON_DARK));
    }

    @ParameterizedTest
    @MethodSource("lines")
    void line_asPrinted_isRead(PrintedLine line) {
        JsonNode answer = RunningServer.answer(predict(line.png()));
        assertThat(answer.path("text").asText()).isEqualTo(line.text());
        assertThat(answer.path("confidence").asDouble()).isBetween(0.8, 1.0);
    }

    @Test
    void line_asJpeg_isRead() {
        JsonNode answer = RunningServer.answer(predict(PrintedLine.plain("Mind the gap").jpeg()));
        assertThat(answer.path("text").asText()).isEqualTo("Mind the gap");
    }

    @Test
    void line_asWebP_isRead() throws IOException {
        try (InputStream file =
                Objects.requireNonNull(
                        LineReaderTest.class.getResourceAsStream("open-late.webp"))) {
            JsonNode answer = RunningServer.answer(predict(file.readAllBytes()));
            assertThat(answer.path("text").asText()).isEqualTo("Open late 22:00");
        }
    }

    @Test
    void lines_inProcess_areRead() {
        try (var berth = Berth.open(Repository.example("sign-reader"))) {
            List<Map<String, byte[]>> records =
                    TEXTS.stream().map(t -> Map.of("image", PrintedLine.plain(t).png())).toList();
            assertThat(berth.model("line-reader").predictAll(records))
                    .extracting(answer -> answer.get("text"))
                    .containsExactlyElementsOf(TEXTS);
        }
    }

    @Test
    void lines_byProtocolJson_areRead() {
        String data =
                TEXTS.stream()
                        .map(text -> "\"" + base64(PrintedLine.plain(text).png()) + "\"")
                        .collect(Collectors.joining(","));
        JsonNode answer =
                RunningServer.answer(
                        server.post(
                                "/v2/models/line-reader/infer",
                                """
                                {"inputs": [{"name": "image", "datatype": "BYTES", "shape": [3], "data": [%s]}],
                                 "outputs": [{"name": "text"}]}
                                """
                                        .formatted(data)));
        assertThat(answer.path("outputs")).hasSize(1);
        assertThat(answer.path("outputs").path(0).path("data"))
                .extracting(JsonNode::asText)
                .containsExactlyElementsOf(TEXTS);
    }

    @Test
    void lines_byProtocolBinary_areRead() {
        byte[] pictures = pictures();
        String json =
                """
                {"inputs": [{"name": "image", "datatype": "BYTES", "shape": [3], "parameters": {"binary_data_size": %d}}],
                 "outputs": [{"name": "text", "parameters": {"binary_data": true}}]}
                """
                        .formatted(pictures.length);
        HttpResponse<byte[]> response =
                server.post(
                        "/v2/models/line-reader/infer",
                        BinaryBody.of(json, pictures),
                        BinaryBody.LENGTH_HEADER,
                        Integer.toString(json.length()));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(BinaryBody.readTexts(BinaryBody.tensors(response)))
                .containsExactlyElementsOf(TEXTS);
    }

    @Test
    void lines_byGrpc_areRead() {
        var contents = InferTensorContents.newBuilder();
        TEXTS.forEach(
                text ->
                        contents.addBytesContents(
                                ByteString.copyFrom(PrintedLine.plain(text).png())));
        assertThat(readByGrpc(request().setContents(contents), ByteString.EMPTY))
                .containsExactlyElementsOf(TEXTS);
    }

    @Test
    void lines_byGrpcRaw_areRead() {
        assertThat(readByGrpc(request(), ByteString.copyFrom(pictures())))
                .containsExactlyElementsOf(TEXTS);
    }

    private static byte[] pictures() {
        return BinaryBody.elements(
                TEXTS.stream().map(text -> PrintedLine.plain(text).png()).toList());
    }

    private static ModelInferRequest.InferInputTensor.Builder request() {
        return ModelInferRequest.InferInputTensor.newBuilder()
                .setName("image")
                .setDatatype("BYTES")
                .addShape(TEXTS.size());
    }

    private static List<String> readByGrpc(
            ModelInferRequest.InferInputTensor.Builder input, ByteString raw) {
        var request = ModelInferRequest.newBuilder().setModelName("line-reader").addInputs(input);
        if (!raw.isEmpty()) {
            request.addRawInputContents(raw);
        }
        ModelInferResponse response = server.grpc().modelInfer(request.build());
        int text =
                response.getOutputsList().stream()
                        .map(ModelInferResponse.InferOutputTensor::getName)
                        .toList()
                        .indexOf("text");
        return BinaryBody.readTexts(response.getRawOutputContents(text).toByteArray());
    }

    @Test
    void line_byCommand_isRead(@TempDir Path folder) throws IOException {
        Path picture =
                Files.write(folder.resolve("line.png"), PrintedLine.plain("Lost property").png());
        Outcome outcome =
                InProcessCommand.run(
                        "predict", "examples/sign-reader", "line-reader", "image=@" + picture);
        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("Lost property");
    }

    private static HttpResponse<String> predict(byte[] picture) {
        return server.post(
                "/v1/models/line-reader:predict", "{\"image\":\"" + base64(picture) + "\"}");
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
