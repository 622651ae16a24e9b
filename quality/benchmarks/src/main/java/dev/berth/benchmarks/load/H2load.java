package dev.berth.benchmarks.load;

import dev.berth.benchmarks.figure.LatencySamples;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Load generator `h2load`: HTTP/2 without TLS, one thread, eight streams per connection.
///
/// It checks status codes, not gRPC's trailers. A rejected call has no message, though, and the
/// server's statistics also show the predictions.
///
/// Percentiles come from a log of every request, which slows the load generator at the server's
/// expense; so they are measured in a separate pass.
///
/// @param body a file with one gRPC message, including its prefix of five bytes
record H2load(Path body, String path, int streams) implements LoadTool {
    private static final int STREAMS_PER_CONNECTION = 8;

    /// Tens of thousands of requests: enough for a 99th percentile.
    private static final Duration LOGGED = Duration.ofSeconds(1);

    private static final long NANOS_PER_MICRO = 1000;

    @Override
    public Sent send(URI server, Duration time) throws IOException, InterruptedException {
        return counted(output(server, time, List.of()));
    }

    @Override
    public Sent withLatencies(URI server, Sent sent) throws IOException, InterruptedException {
        Path log = body.resolveSibling("h2load.log");
        Files.deleteIfExists(log);
        var _ = counted(output(server, LOGGED, List.of("--log-file=" + log)));
        LatencySamples samples = samples(Files.readAllLines(log));
        return new Sent(
                sent.requests(),
                sent.requestsPerSecond(),
                samples.percentileMillis(50),
                samples.percentileMillis(99));
    }

    private ToolOutput output(URI server, Duration time, List<String> more)
            throws IOException, InterruptedException {
        int clients = Math.max(1, streams / STREAMS_PER_CONNECTION);
        List<String> command = new ArrayList<>();
        command.add("h2load");
        command.add("--threads=1");
        command.add("--clients=" + clients);
        command.add("--max-concurrent-streams=" + STREAMS_PER_CONNECTION);
        command.add("--duration=" + time.toSeconds());
        command.add("--data=" + body);
        command.add("--header=content-type: application/grpc");
        command.add("--header=te: trailers");
        command.addAll(more);
        command.add(server + path);
        return ToolOutput.of(command);
    }

    /// @throws IOException if requests failed, or responses had no message
    static Sent counted(ToolOutput output) throws IOException {
        if (!output.contains(" 0 failed, 0 errored, 0 timeout")) {
            throw new IOException("requests failed:\n" + output.text());
        }
        if (output.require("\\((\\d+)\\) data").equals("0")) {
            throw new IOException("calls were answered without a message:\n" + output.text());
        }
        return new Sent(
                Long.parseLong(output.require("(\\d+) succeeded")),
                Double.parseDouble(output.require("([0-9.]+) req/s")),
                Double.NaN,
                Double.NaN);
    }

    /// Parses a log with tab-separated start, status and microseconds to the end of the response.
    static LatencySamples samples(List<String> lines) {
        var samples = new LatencySamples();
        for (String line : lines) {
            String[] columns = line.split("\t", -1);
            if (columns[1].equals("200")) {
                samples.add(Long.parseLong(columns[2]) * NANOS_PER_MICRO);
            }
        }
        return samples;
    }
}
