package dev.berth.server;

import static dev.berth.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testkit.Await;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Values that make an endpoint's expressions cost as much as they can, over HTTP.
final class CostlyExpressionsTest {
    /// More than the turns in which an event loop reads the longest body here.
    private static final int OVERTAKING = 20;

    @TempDir private Path directory;

    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        Path folder = Files.createDirectories(directory.resolve("endpoints"));
        Files.writeString(
                folder.resolve("search.yaml"),
                """
                summary: Looks for a caller's pattern
                inputs:
                  - {name: text, type: string, meaning: a text}
                  - {name: pattern, type: string, meaning: what is looked for}
                steps: {it: {compute: {found: "input.text.matches(input.pattern)"}}}
                outputs: {found: it.found}
                """);
        Files.writeString(
                folder.resolve("grow.yaml"),
                """
                summary: Makes a text long
                inputs:
                  - {name: text, type: string, meaning: a text}
                steps: {it: {compute: {length: "size([input.text]%s[0])"}}}
                outputs: {length: it.length}
                """
                        .formatted(".map(x, x + x)".repeat(30)));
        Files.writeString(
                folder.resolve("pairs.yaml"),
                """
                summary: Compares each number with each
                inputs:
                  - {name: numbers, type: float64, shape: [n], meaning: some numbers}
                steps: {it: {compute: {same: "input.numbers.all(x, input.numbers.exists(y, y == x))"}}}
                outputs: {same: it.same}
                """);
        server = TestServer.start(directory, options -> options.withEventLoops(1));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<String> search(String text, String pattern) {
        return server.post(
                "/v1/endpoints/search:predict",
                "{\"text\":\"%s\",\"pattern\":\"%s\"}".formatted(text, pattern));
    }

    private static void assertRefused(HttpResponse<String> response, String why) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(422);
        assertThat(json(response).path("code").asText()).isEqualTo("pipeline-step-failed");
        assertThat(json(response).path("detail").asText()).contains(why);
    }

    @Test
    void pattern_ofACaller_isMatchedIfItIsModest_andRefusedOtherwise() {
        assertThat(json(search("a text", "t.x")).path("found").asBoolean()).isTrue();
        assertRefused(search("a text", "(".repeat(5000) + ")".repeat(5000)), "200 deep");
        assertRefused(search("a text", "(((x{100}){100}){100})"), "20000 characters");
        assertRefused(search("x".repeat(1_000_000), "((((x?){10}){10}){9}y)"), "too much work");
        assertThat(json(search("a text", "text$")).path("found").asBoolean()).isTrue();
    }

    @Test
    void text_thatGrows_isRefused() {
        HttpResponse<String> response =
                server.post("/v1/endpoints/grow:predict", "{\"text\":\"some text\"}");
        assertRefused(response, "too much work");
    }

    @Test
    void longEvaluation_leavesTheEventLoopToOthers() throws IOException {
        // As long as an evaluation may be, over a list short enough to be read on the event loop.
        String body = "{\"numbers\":" + ascending() + "}";
        Await.until(
                () ->
                        Overtaking.of(
                                                server,
                                                "/v1/endpoints/pairs:predict",
                                                body,
                                                () -> false,
                                                answer ->
                                                        assertThat(answer.status()).isEqualTo(422))
                                        .before()
                                >= OVERTAKING);
    }

    private static String ascending() {
        var numbers = new StringBuilder("[0");
        for (int i = 1; i < 20_000; i++) {
            numbers.append(',').append(i);
        }
        return numbers.append(']').toString();
    }
}
