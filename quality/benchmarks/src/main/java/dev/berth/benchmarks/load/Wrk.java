package dev.berth.benchmarks.load;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Load generator `wrk`: HTTP/1.1 with keep-alive, one thread.
///
/// @param script a Lua file with method, headers and body
record Wrk(Path script, String path, int connections) implements LoadTool {

    /// The script for a body in a file.
    ///
    /// @param headers lines of the form `name: value`
    static String script(Path body, List<String> headers) {
        var text = new StringBuilder("wrk.method = 'POST'\n");
        for (String header : headers) {
            String[] parts = header.split(": ", 2);
            text.append("wrk.headers['%s'] = '%s'\n".formatted(parts[0], parts[1]));
        }
        return text.append("local file = io.open('%s', 'rb')\n".formatted(body))
                .append("wrk.body = file:read('*a')\nfile:close()\n")
                .toString();
    }

    @Override
    public Sent send(URI server, Duration time) throws IOException, InterruptedException {
        ToolOutput output =
                ToolOutput.of(
                        List.of(
                                "wrk",
                                "--threads",
                                "1",
                                "--connections",
                                Integer.toString(connections),
                                "--duration",
                                time.toSeconds() + "s",
                                "--latency",
                                "--script",
                                script.toString(),
                                server + path));
        if (output.contains("Non-2xx") || output.contains("Socket errors")) {
            throw new IOException("requests failed:\n" + output.text());
        }
        return new Sent(
                Long.parseLong(output.require("(\\d+) requests in")),
                Double.parseDouble(output.require("Requests/sec:\\s+([0-9.]+)")),
                ToolOutput.millis(output.require("\n\\s+50%\\s+(\\S+)")),
                ToolOutput.millis(output.require("\n\\s+99%\\s+(\\S+)")));
    }
}
