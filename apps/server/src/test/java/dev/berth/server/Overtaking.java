package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// A request that takes long, on a server with one event loop, and others on a second connection
/// that are answered meanwhile: those that overtake it. What is done on the event loop is overtaken
/// by none that comes behind it, whatever the speed of the machine.
///
/// @param before others that were answered before `halfway`
/// @param after others that were answered from then on, and before the long one
record Overtaking(int before, int after) {
    /// Sends the long request, and others one after the other until it is answered.
    ///
    /// @param halfway divides what is done for it
    /// @param answered takes the answer to it
    static Overtaking of(
            TestServer server,
            String path,
            String body,
            BooleanSupplier halfway,
            Consumer<Http1Client.Answer> answered)
            throws IOException {
        try (var client = new Http1Client(server.server().port());
                var others = new Http1Client(server.server().port())) {
            int before = 0;
            int after = 0;
            client.send(post(path, body));
            while (true) {
                boolean isHalfway = halfway.getAsBoolean();
                others.send(post("/v2/models/fake/infer", TestServer.infer(1, 2, 3)));
                assertThat(others.next().status()).isEqualTo(200);
                // The answer that the event loop has written first has come first.
                if (client.hasAnswer()) {
                    break;
                }
                before += isHalfway ? 0 : 1;
                after += isHalfway ? 1 : 0;
            }
            answered.accept(client.next());
            return new Overtaking(before, after);
        }
    }

    private static String post(String path, String body) {
        return "POST "
                + path
                + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                + body.length()
                + "\r\n\r\n"
                + body;
    }
}
