package dev.berth.fuzzing;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Arrays;
import java.util.List;

/// Fuzz target: bodies for each route, which get a result or a client error. The first byte selects
/// the route and the form of the body.
final class HttpBodies implements Target {
    private static final List<String> ROUTES =
            List.of(
                    "/v2/models/tiny/infer",
                    "/v1/models/tiny:predict",
                    "/v2/models/text/infer",
                    "/v1/models/text:predict",
                    "/v2/repository/index");

    /// Form of the body, in the digits above those of the route.
    private static final int BINARY = 1;

    private static final int GZIP = 2;

    private final FuzzedServer server = new FuzzedServer();

    @Override
    public List<byte[]> seeds() {
        String tiny =
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,16],\"datatype\":\"FP32\",\"data\":"
                        + "[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16]}]}";
        String text =
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[2],\"datatype\":\"BYTES\",\"data\":[\"a\",\"\\u00e9\"]}]}";
        String binary =
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"BYTES\",\"parameters\":{\"binary_data_size\":5}}]}";
        return List.of(
                seed(0, 0, Bytes.utf8(tiny)),
                seed(1, 0, Bytes.utf8("{\"x\":[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16]}")),
                seed(2, 0, Bytes.utf8(text)),
                seed(
                        2,
                        BINARY,
                        Bytes.join(
                                new byte[] {0, (byte) binary.length()},
                                Bytes.utf8(binary),
                                new byte[] {1, 0, 0, 0, 'a'})),
                seed(3, 0, Bytes.utf8("{\"records\":[{\"x\":\"a\"},{\"x\":\"b\"}]}")),
                seed(4, 0, Bytes.utf8("{\"ready\":true}")));
    }

    private static byte[] seed(int route, int announced, byte[] body) {
        return Bytes.join(new byte[] {(byte) (route + ROUTES.size() * announced)}, body);
    }

    @Override
    public void accept(byte[] bytes) throws IOException, InterruptedException {
        if (bytes.length == 0) {
            return;
        }
        int choice = Byte.toUnsignedInt(bytes[0]);
        int announced = choice / ROUTES.size() % 3;
        var request = HttpRequest.newBuilder(server.at(ROUTES.get(choice % ROUTES.size())));
        int from = 1;
        if (announced == GZIP) {
            request.header("Content-Encoding", "gzip");
        } else if (announced == BINARY && bytes.length >= 3) {
            int length = Byte.toUnsignedInt(bytes[1]) << 8 | Byte.toUnsignedInt(bytes[2]);
            request.header("Inference-Header-Content-Length", Integer.toString(length));
            from = 3;
        }
        byte[] body = Arrays.copyOfRange(bytes, from, bytes.length);
        var _ = server.send(request.POST(BodyPublishers.ofByteArray(body)));
        server.requireSound();
    }

    @Override
    public void close() {
        server.close();
    }
}
