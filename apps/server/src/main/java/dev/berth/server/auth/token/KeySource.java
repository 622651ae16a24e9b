package dev.berth.server.auth.token;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Reads key sets from files and web servers, within bounds. Thread-safe; blocks.
///
/// No redirect is followed: only the address that `berth.yaml` names decides which keys are
/// accepted.
final class KeySource implements AutoCloseable {
    private static final int OK = 200;

    private final KeyFetching bounds;
    private final HttpClient client;

    KeySource(KeyFetching bounds) {
        this.bounds = bounds;
        this.client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(bounds.timeout())
                        .build();
    }

    /// @throws IOException with a message for the log, whatever is wrong
    String read(URI address) throws IOException, InterruptedException {
        byte[] bytes = "file".equals(address.getScheme()) ? file(address) : web(address);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private byte[] file(URI address) throws IOException {
        try (InputStream in = Files.newInputStream(Path.of(address))) {
            byte[] bytes = in.readNBytes(bounds.bytesMax() + 1);
            if (bytes.length > bounds.bytesMax()) {
                throw new IOException("more than " + bounds.bytesMax() + " bytes");
            }
            return bytes;
        }
    }

    /// The client's own timeout ends with the headers; this one is for the whole.
    private byte[] web(URI address) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(address)
                        .header("accept", "application/jwk-set+json, application/json")
                        .GET()
                        .build();
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(
                        request,
                        BodyHandlers.limiting(BodyHandlers.ofByteArray(), bounds.bytesMax()));
        try {
            HttpResponse<byte[]> response =
                    answer.get(bounds.timeout().toNanos(), TimeUnit.NANOSECONDS);
            if (response.statusCode() != OK) {
                throw new IOException("the server answered " + response.statusCode());
            }
            return response.body();
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new IOException("no whole answer within " + bounds.timeout(), e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException(reason(cause), e);
        }
    }

    private static String reason(Throwable cause) {
        String kind = cause.getClass().getSimpleName();
        return cause.getMessage() == null ? kind : kind + ": " + cause.getMessage();
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
