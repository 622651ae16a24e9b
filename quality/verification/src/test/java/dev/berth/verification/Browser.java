package dev.berth.verification;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.testkit.Await;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/// Headless Chromium, driven by its DevTools protocol: opens pages and runs scripts. Closing it
/// ends the process.
final class Browser implements AutoCloseable {
    private static final List<Path> USUAL_PLACES =
            List.of(
                    Path.of("/usr/bin/chromium"),
                    Path.of("/usr/bin/chromium-browser"),
                    Path.of("/usr/bin/google-chrome"));

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final HttpClient http;
    private final WebSocket page;
    private final Messages messages;
    private int lastId;

    private Browser(Process process, HttpClient http, WebSocket page, Messages messages) {
        this.process = process;
        this.http = http;
        this.page = page;
        this.messages = messages;
    }

    /// The browser of this machine, if there is one.
    static Optional<Path> find() {
        return USUAL_PLACES.stream().filter(Files::isExecutable).findFirst();
    }

    static Browser start(Path program, Path profile) throws IOException {
        Process process =
                new ProcessBuilder(
                                program.toString(),
                                "--headless=new",
                                // Containers have no user namespaces, and the page is our own.
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-dev-shm-usage",
                                "--no-first-run",
                                "--remote-debugging-port=0",
                                "--user-data-dir=" + profile,
                                "about:blank")
                        .redirectErrorStream(true)
                        .redirectOutput(profile.resolve("browser.log").toFile())
                        .start();
        HttpClient http = HttpClient.newHttpClient();
        try {
            var messages = new Messages();
            WebSocket page =
                    http.newWebSocketBuilder()
                            .buildAsync(pageAddress(http, process, profile), messages)
                            .join();
            return new Browser(process, http, page, messages);
        } catch (IOException | RuntimeException | AssertionError e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static URI pageAddress(HttpClient http, Process process, Path profile)
            throws IOException {
        Path portFile = profile.resolve("DevToolsActivePort");
        Await.until(
                "the browser listens",
                () -> !process.isAlive() || lines(portFile).size() >= 2,
                () -> String.join("\n", lines(profile.resolve("browser.log"))));
        List<String> lines = lines(portFile);
        if (lines.isEmpty()) {
            throw new AssertionError(
                    "the browser ended:\n"
                            + String.join("\n", lines(profile.resolve("browser.log"))));
        }
        URI list = URI.create("http://127.0.0.1:" + lines.getFirst() + "/json/list");
        try {
            String targets =
                    http.send(HttpRequest.newBuilder(list).build(), BodyHandlers.ofString()).body();
            for (JsonNode target : JSON.readTree(targets)) {
                if (target.path("type").asText().equals("page")) {
                    return URI.create(target.path("webSocketDebuggerUrl").asText());
                }
            }
            throw new AssertionError("no page in " + targets);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of();
        }
    }

    void open(URI address) {
        call("Page.navigate", Map.of("url", address.toString()));
    }

    /// Runs a script in the page and returns its value as text.
    String evaluate(String script) {
        JsonNode result =
                call(
                        "Runtime.evaluate",
                        Map.of(
                                "expression", script,
                                "returnByValue", true,
                                "awaitPromise", true));
        if (result.has("exceptionDetails")) {
            throw new AssertionError(script + "\n" + result);
        }
        return result.path("result").path("value").asText();
    }

    /// Presses a key: `Escape`, or a character.
    void press(String key) {
        Map<String, Object> down =
                key.length() == 1
                        ? Map.of("type", "keyDown", "key", key, "text", key)
                        : Map.of("type", "keyDown", "key", key, "code", key);
        call("Input.dispatchKeyEvent", down);
        call("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key));
    }

    /// Leaves the page, and the size of the window that a test has set.
    void clear() {
        call("Emulation.clearDeviceMetricsOverride", Map.of());
        open(URI.create("about:blank"));
    }

    /// Sets the size of the window.
    void resize(int width, int height) {
        call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    private JsonNode call(String method, Map<String, Object> parameters) {
        lastId++;
        ObjectNode message = JSON.createObjectNode().put("id", lastId).put("method", method);
        message.set("params", JSON.valueToTree(parameters));
        page.sendText(message.toString(), true).join();
        while (true) {
            JsonNode answer = messages.next();
            if (answer.path("id").asInt() == lastId) {
                return answer.path("result");
            }
        }
    }

    @Override
    public void close() {
        page.abort();
        http.shutdownNow();
        // Asked to end, it waits for its own processes, which write to the profile.
        List<ProcessHandle> others = process.descendants().toList();
        process.destroy();
        try {
            Await.exit(process);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            process.destroyForcibly();
            others.forEach(ProcessHandle::destroyForcibly);
        }
    }

    /// Assembles the parts of messages.
    private static final class Messages implements WebSocket.Listener {
        private final BlockingQueue<JsonNode> whole = new LinkedBlockingQueue<>();
        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket webSocket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                whole.add(RunningServer.json(text.toString()));
                text.setLength(0);
            }
            webSocket.request(1);
            return null;
        }

        JsonNode next() {
            try {
                return Await.next(whole);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
