package dev.berth.benchmarks.process;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Number of predictions by a server's statistics.
public final class InferenceCount {
    private static final Pattern COUNT = Pattern.compile("\"inference_count\":\\s*(\\d+)");

    private InferenceCount() {}

    /// Requests the statistics of a model. Blocks.
    public static long of(URI server, String model) throws IOException, InterruptedException {
        URI address = server.resolve("/v2/models/" + model + "/stats");
        try (HttpClient client = HttpClient.newHttpClient()) {
            String body =
                    client.send(
                                    HttpRequest.newBuilder(address).build(),
                                    HttpResponse.BodyHandlers.ofString())
                            .body();
            Matcher count = COUNT.matcher(body);
            if (!count.find()) {
                throw new IOException("no inference_count in " + body);
            }
            return Long.parseLong(count.group(1));
        }
    }
}
