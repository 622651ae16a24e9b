package dev.berth.verification.restarts;

import dev.berth.testkit.Await;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/// HTTP/1.1 client with a connection that is kept until the server ends it, without retries.
final class KeepAliveCaller implements Caller {
    private static final int READ_MILLIS_MAX = (int) Await.TIMEOUT.toMillis();
    static final String CUT_OFF = "the response was cut off";

    private static final String LENGTH = "content-length: ";

    private final IntSupplier port;
    private final byte[] request;
    private @Nullable Socket socket;

    /// @param port of each new connection
    KeepAliveCaller(IntSupplier port) {
        this.port = port;
        this.request =
                ("POST "
                                + Restarts.INFER
                                + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                                + Restarts.TENSORS.length()
                                + "\r\n\r\n"
                                + Restarts.TENSORS)
                        .getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void call() throws IOException {
        Socket open = socket;
        if (open == null) {
            open = new Socket(InetAddress.getLoopbackAddress(), port.getAsInt());
            open.setSoTimeout(READ_MILLIS_MAX);
            socket = open;
        }
        try {
            open.getOutputStream().write(request);
            if (isLast(open.getInputStream())) {
                close();
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /// Reads a response.
    ///
    /// @throws IOException whose message has [#CUT_OFF] if the response had begun
    private static boolean isLast(InputStream stream) throws IOException {
        var in = new BufferedInputStream(stream);
        var text = new StringBuilder();
        try {
            return isLast(in, text);
        } catch (EOFException | SocketException e) {
            throw text.isEmpty() ? e : new IOException(CUT_OFF + " behind '" + text + "'", e);
        }
    }

    private static boolean isLast(InputStream in, StringBuilder text) throws IOException {
        while (text.indexOf("\r\n\r\n") < 0) {
            int octet = in.read();
            if (octet < 0) {
                throw new EOFException("the connection ended");
            }
            text.append((char) octet);
        }
        String head = text.toString().toLowerCase(Locale.ROOT);
        int at = head.indexOf(LENGTH) + LENGTH.length();
        in.skipNBytes(Integer.parseInt(head.substring(at, head.indexOf('\r', at))));
        if (!head.startsWith("http/1.1 200")) {
            throw new IOException(head.lines().findFirst().orElse(""));
        }
        return head.contains("connection: close");
    }

    @Override
    public void close() {
        Socket open = socket;
        socket = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                // Finished anyway.
            }
        }
    }
}
