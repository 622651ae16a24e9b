package dev.berth.benchmarks.load;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// `h2load`, HTTP/2 without TLS, one thread, eight streams a connection.
///
/// It knows status codes and not gRPC's trailers; that predictions were made is seen from the
/// server's statistics.
///
/// @param body a file with one gRPC message, its five bytes of prefix included
record H2load(Path body, String path, int streams) implements LoadTool {
    private static final int STREAMS_PER_CONNECTION = 8;

    @Override
    public Sent send(int port, Duration time) throws IOException, InterruptedException {
        int clients = Math.max(1, streams / STREAMS_PER_CONNECTION);
        ToolOutput output =
                ToolOutput.of(
                        List.of(
                                "h2load",
                                "--threads=1",
                                "--clients=" + clients,
                                "--max-concurrent-streams=" + STREAMS_PER_CONNECTION,
                                "--duration=" + time.toSeconds(),
                                "--data=" + body,
                                "--header=content-type: application/grpc",
                                "--header=te: trailers",
                                "http://127.0.0.1:" + port + path));
        if (!output.contains(" 0 failed, 0 errored, 0 timeout")) {
            throw new IOException("requests failed:\n" + output.text());
        }
        return new Sent(
                Long.parseLong(output.require("(\\d+) succeeded")),
                Double.parseDouble(output.require("([0-9.]+) req/s")),
                // Percentiles need a log of every request, which would be measured as well.
                Double.NaN,
                Double.NaN);
    }
}
