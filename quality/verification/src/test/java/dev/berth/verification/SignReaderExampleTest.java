package dev.berth.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import dev.berth.Berth;
import dev.berth.core.ProblemException;
import dev.berth.proto.InferTensorContents;
import dev.berth.proto.ModelInferRequest;
import dev.berth.proto.ModelInferResponse;
import dev.berth.verification.BerthProgram.Outcome;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Tests of `examples/sign-reader` on its photograph, through every interface.
@ExtendWith(ExampleServers.Extension.class)
class SignReaderExampleTest {
    private static final String ROUTE = "/v1/endpoints/sign-reader:predict";

    /// Boxes have a margin around the ink, of about half its height.
    private static final double ROOM = 30;

    /// Text with the corners of its ink, as `DrawSigns.java` printed them.
    private record Sign(String text, List<Double> corners) {}

    private static Sign sign(String text, double... corners) {
        return new Sign(text, Arrays.stream(corners).boxed().toList());
    }

    /// In reading order.
    private static final List<Sign> SIGNS =
            List.of(
                    sign("Central Station", 121, 142, 750, 195, 749, 246, 120, 202),
                    sign("CAUTION", 934, 216, 1204, 166, 1208, 205, 937, 254),
                    sign("Platform 9 closes at 17:45", 120, 253, 755, 290, 754, 323, 119, 292),
                    sign("Wet floor", 938, 293, 1134, 259, 1137, 291, 939, 324),
                    sign("Trains to Harbour and Airport", 113, 343, 771, 367, 770, 403, 113, 386),
                    sign("Tickets 3.50 EUR", 112, 428, 562, 434, 562, 466, 111, 464),
                    sign("Please keep left on the stairs", 111, 508, 616, 505, 616, 535, 111, 541),
                    sign("EMERGENCY EXIT", 1039, 447, 1065, 446, 1069, 768, 1043, 766),
                    sign("Lost keys? Call 555-0142", 290, 741, 730, 684, 734, 710, 293, 769));

    private static RunningServer server;

    @BeforeAll
    static void start(ExampleServers servers) {
        server = servers.of("sign-reader");
    }

    @AfterEach
    void nothingLeaks() {
        server.assertNothingLeaked();
    }

    private static byte[] photograph() {
        try {
            return Files.readAllBytes(Repository.example("sign-reader").resolve("signs.jpg"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> texts() {
        return SIGNS.stream().map(Sign::text).toList();
    }

    private static HttpResponse<String> read(byte[] picture) {
        return server.post(
                ROUTE, "{\"image\":\"" + Base64.getEncoder().encodeToString(picture) + "\"}");
    }

    /// Each corner of a box lies outside the ink's corner, and not far from it.
    private static void assertAround(Sign sign, List<Double> box) {
        assertThat(box).hasSize(8);
        for (int i = 0; i < 8; i++) {
            assertThat(box.get(i))
                    .as("%s, number %d of %s", sign.text, i, box)
                    .isCloseTo(sign.corners.get(i), within(ROOM));
        }
        // The height shows it: more than the ink's, less than twice as much.
        assertThat(length(box, 0, 3) / length(sign.corners, 0, 3)).isBetween(0.9, 2.2);
    }

    private static double length(List<Double> box, int from, int to) {
        return Math.hypot(
                box.get(to * 2) - box.get(from * 2), box.get(to * 2 + 1) - box.get(from * 2 + 1));
    }

    @Test
    void photograph_byTypedRest_isReadLineByLine() {
        JsonNode lines = RunningServer.answer(read(photograph())).path("lines");
        assertThat(lines)
                .extracting(line -> line.path("text").asText())
                .containsExactlyElementsOf(texts());
        for (int i = 0; i < SIGNS.size(); i++) {
            assertThat(lines.path(i).path("score").asDouble()).isBetween(0.6, 1.0);
            List<Double> box = new ArrayList<>();
            lines.path(i)
                    .path("box")
                    .forEach(corner -> corner.forEach(number -> box.add(number.asDouble())));
            assertAround(SIGNS.get(i), box);
        }
    }

    @Test
    void photograph_byTheJavaClient_isRead() {
        try (var client = server.client()) {
            Object lines =
                    client.endpoint("sign-reader")
                            .predict(Map.of("image", photograph()))
                            .get("lines");
            assertThat(lines)
                    .asInstanceOf(InstanceOfAssertFactories.list(Map.class))
                    .extracting(line -> line.get("text"))
                    .containsExactlyElementsOf(texts());
        }
    }

    @Test
    void photograph_byProtocolJson_isRead() {
        JsonNode outputs =
                RunningServer.answer(
                                server.post(
                                        "/v2/models/sign-reader/infer",
                                        """
                                        {"inputs": [{"name": "image", "datatype": "BYTES", "shape": [1], "data": ["%s"]}]}
                                        """
                                                .formatted(
                                                        Base64.getEncoder()
                                                                .encodeToString(photograph()))))
                        .path("outputs");
        assertThat(outputs)
                .extracting(output -> output.path("name").asText())
                .containsExactly("lines.text", "lines.score", "lines.box");
        assertThat(outputs.path(0).path("data"))
                .extracting(JsonNode::asText)
                .containsExactlyElementsOf(texts());
        assertThat(outputs.path(2).path("shape").toString()).isEqualTo("[1,9,4,2]");
    }

    @Test
    void photograph_byGrpc_isRead() {
        ModelInferResponse response =
                server.grpc()
                        .modelInfer(
                                ModelInferRequest.newBuilder()
                                        .setModelName("sign-reader")
                                        .addInputs(
                                                ModelInferRequest.InferInputTensor.newBuilder()
                                                        .setName("image")
                                                        .setDatatype("BYTES")
                                                        .addShape(1)
                                                        .setContents(
                                                                InferTensorContents.newBuilder()
                                                                        .addBytesContents(
                                                                                ByteString.copyFrom(
                                                                                        photograph()))))
                                        .build());
        assertThat(response.getOutputs(0).getName()).isEqualTo("lines.text");
        assertThat(BinaryBody.readTexts(response.getRawOutputContents(0).toByteArray()))
                .containsExactlyElementsOf(texts());
    }

    @Test
    void photograph_inProcess_isRead() {
        try (var berth = Berth.open(Repository.example("sign-reader"))) {
            Map<String, Object> answer =
                    berth.endpoint("sign-reader").predict(Map.of("image", photograph()));
            var lines = (List<?>) Objects.requireNonNull(answer.get("lines"));
            assertThat(lines).extracting(line -> ((Map<?, ?>) line).get("text")).isEqualTo(texts());
            assertThatThrownBy(
                            () ->
                                    berth.endpoint("sign-reader")
                                            .predict(Map.of("image", new byte[] {1, 2, 3})))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("'image' has 3 bytes that are no picture");
        }
    }

    @Test
    void photograph_byCommand_isRead() {
        Outcome outcome =
                InProcessCommand.run(
                        "predict",
                        "examples/sign-reader",
                        "sign-reader",
                        "image=@examples/sign-reader/signs.jpg",
                        "--json");
        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(RunningServer.json(outcome.out()).path("lines"))
                .extracting(line -> line.path("text").asText())
                .containsExactlyElementsOf(texts());
    }

    @Test
    void photographs_severalAtOnce_areEachRead() {
        String record = "{\"image\":\"" + Base64.getEncoder().encodeToString(photograph()) + "\"}";
        JsonNode records =
                RunningServer.answer(
                                server.post(ROUTE, "{\"records\":[" + record + "," + record + "]}"))
                        .path("records");
        assertThat(records).hasSize(2);
        assertThat(records.path(0)).isEqualTo(records.path(1));
    }

    @Test
    void picture_withoutText_hasNoLines() throws IOException {
        var picture = new BufferedImage(300, 200, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.setColor(new Color(0x7090b0));
        graphics.fillRect(0, 0, 300, 200);
        graphics.dispose();
        var bytes = new ByteArrayOutputStream();
        ImageIO.write(picture, "png", bytes);
        assertThat(RunningServer.answer(read(bytes.toByteArray())).toString())
                .isEqualTo("{\"lines\":[]}");
    }

    @Test
    void picture_thatIsBroken_isAProblemWithItsField() {
        HttpResponse<String> response = read("no picture".getBytes(StandardCharsets.UTF_8));
        assertThat(response.statusCode()).isEqualTo(422);
        JsonNode problem = RunningServer.json(response.body());
        assertThat(problem.path("code").asText()).isEqualTo("pipeline-step-failed");
        assertThat(problem.toString())
                .contains("'image' has 10 bytes that are no picture", "PNG, JPEG or WebP");
        HttpResponse<String> cut = read(Arrays.copyOf(photograph(), 20_000));
        assertThat(cut.statusCode()).isEqualTo(422);
        assertThat(cut.body()).contains("cannot be decoded");
    }

    @Test
    void picture_thatIsMissing_isAFaultOfTheRecord() {
        HttpResponse<String> response = server.post(ROUTE, "{}");
        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(response.body()).contains("record-invalid", "$.image");
    }

    @Test
    void cutter_asAModelOfItsOwn_answersByTheProtocol() {
        JsonNode metadata = RunningServer.json(server.get("/v2/models/line-cutter").body());
        assertThat(metadata.path("platform").asText()).isEqualTo("berth_steps");
        JsonNode answer =
                RunningServer.answer(
                        server.post(
                                "/v1/models/line-cutter:predict",
                                "{\"image\":\""
                                        + Base64.getEncoder().encodeToString(photograph())
                                        + "\",\"boxes\":[[[938,293],[1134,259],[1137,291],[939,324]]]}"));
        byte[] line = Base64.getDecoder().decode(answer.path("line").path(0).asText());
        assertThat(line).startsWith((byte) 0x89, 'P', 'N', 'G');
    }
}
