package dev.berth.testkit.http;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/// Sends requests with the JDK's client and asks again where that loses the answer.
///
/// Over HTTP/1.1 it hands an answer, some once in 200,000 times where more threads than processors
/// share a client, to the one who watches connections that no caller uses; that closes the
/// connection, and the caller reads that no byte came. Nothing of it is the server's doing. Source:
/// JDK-8357639.
public final class HttpCalls {
    private static final String LOST = "Unexpected cleanup triggered for non pooled connection";

    private HttpCalls() {}

    /// Whatever the server answers. A request may be sent twice.
    ///
    /// @throws IOException if there is no answer, and it was not the client that lost it
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
