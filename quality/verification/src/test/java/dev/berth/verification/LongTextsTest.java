package dev.berth.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testkit.Await;
import dev.berth.testkit.system.SystemBuilder;
import dev.berth.testkit.tokenizer.TokenizerFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Test of long texts in short requests to a tokenizing server: it continues, other clients get
/// responses meanwhile, and its memory stays bounded.
class LongTextsTest {
    /// Memory limit of the process, with a heap of half a gigabyte; formerly 5 to 18 GB.
    private static final long RESIDENT_KILOBYTES_MAX = 1_500_000;

    private static final int ANSWERED = 200;

    @TempDir private Path directory;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private void writeSystem() {
        SystemBuilder.in(directory)
                .write(
                        "models/texts/1/tokenizer.json",
                        TokenizerFiles.splitBy(TokenizerFiles.QWEN2))
                .write(
                        "models/texts/1/model.yaml",
                        """
                        summary: Tokens of texts
                        artifacts: {tokenizer: tokenizer.json}
                        signature:
                          batch: N
                          inputs:
                            - {name: text, type: string, shape: [N], meaning: a text, example: ab}
                          outputs:
                            - {name: ids, type: int64, shape: [N, tokens], meaning: its tokens}
                        encode:
                          - {step: tokenize, from: text, tokenizer: tokenizer, into: {ids: ids}}
                        """)
                .write(
                        "models/double/1/model.yaml",
                        """
                        summary: Doubles numbers
                        signature:
                          batch: N
                          inputs:
                            - {name: x, type: int64, shape: [N], meaning: a number, example: 3}
                          outputs:
                            - {name: y, type: int64, shape: [N], meaning: its double}
                        encode:
                          - {step: cel, expression: "x * 2", into: y}
                        """);
    }

    @Test
    @EnabledOnOs(OS.LINUX) // Processes report their memory in files.
    void longTexts_harmNeitherOthersNorTheProcess() throws Exception {
        writeSystem();
        BerthProgram.Call up =
                BerthProgram.Call.of("up", directory.toString(), "--port", "0")
                        .with(Map.of("BERTH_JAVA_OPTS", "-Xmx512m"));
        try (BerthProgram server = up.start();
                http) {
            int port = server.awaitPort();
            assertThat(send(port, "texts", text("ab")).join().statusCode()).isEqualTo(ANSWERED);
            callOther(port);
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                answers.add(send(port, "texts", text("a ".repeat(2_000_000))));
            }
            answers.add(send(port, "texts", text("a ".repeat(10_000_000))));
            answers.add(send(port, "texts", text(" ".repeat(10_100_000) + "x")));
            var all = CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new));
            do {
                callOther(port);
            } while (!all.isDone());
            for (CompletableFuture<HttpResponse<String>> answer : answers) {
                assertThat(answer.join().statusCode()).as(answer.join().body()).isEqualTo(ANSWERED);
                assertThat(answer.join().body()).contains("\"shape\":[1,256]");
            }
            assertThat(peakKilobytes(server.processId())).isLessThan(RESIDENT_KILOBYTES_MAX);
        }
    }

    private static String text(String text) {
        return "{\"inputs\":[{\"name\":\"text\",\"shape\":[1],\"datatype\":\"BYTES\",\"data\":[\""
                + text
                + "\"]}]}";
    }

    private CompletableFuture<HttpResponse<String>> send(int port, String model, String body)
            throws IOException {
        var zipped = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(zipped)) {
            zip.write(body.getBytes(StandardCharsets.UTF_8));
        }
        HttpRequest request =
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://127.0.0.1:"
                                                + port
                                                + "/v2/models/"
                                                + model
                                                + "/infer"))
                        .header("Content-Encoding", "gzip")
                        .timeout(Await.TIMEOUT)
                        .POST(BodyPublishers.ofByteArray(zipped.toByteArray()))
                        .build();
        return http.sendAsync(request, BodyHandlers.ofString());
    }

    private void callOther(int port) throws IOException {
        HttpResponse<String> answer =
                send(
                                port,
                                "double",
                                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"INT64\",\"data\":[4]}]}")
                        .join();
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(ANSWERED);
    }

    /// The peak resident memory.
    private static long peakKilobytes(long process) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + process + "/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }
}
