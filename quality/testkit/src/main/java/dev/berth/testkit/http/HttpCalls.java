package dev.berth.testkit.http;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/// Requests with the JDK's client that are repeated if the client loses the response.
///
/// With more threads than processors, the HTTP/1.1 client passes about one response in 200,000 to
/// the monitor of idle connections; that closes the connection, and the caller reads no byte. The
/// server is not involved. Source: JDK-8357639.
public final class HttpCalls {
    private static final String LOST = "Unexpected cleanup triggered for non pooled connection";

    private HttpCalls() {}

    /// Returns any response. A request may be sent twice.
    ///
    /// @throws IOException if there is no response, and the client did not lose it
    public static <T> HttpResponse<T> send(
            HttpClient client, HttpRequest request, HttpResponse.BodyHandler<T> handler)
            throws IOException, InterruptedException {
        while (true) {
            try {
                return client.send(request, handler);
            } catch (IOException e) {
                if (!isLost(e)) {
                    throw e;
                }
            }
        }
    }

    private static boolean isLost(IOException failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (LOST.equals(cause.getMessage())) {
                return true;
            }
        }
        return false;
    }
}
