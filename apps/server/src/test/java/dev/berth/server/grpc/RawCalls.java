package dev.berth.server.grpc;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// Calls as frames of HTTP/2, which no client would cut or order so. Source: RFC 9113, sections 4.1
/// and 6.
final class RawCalls {
    static final int HEADERS = 1;
    static final int PING = 6;
    static final int GO_AWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;

    private RawCalls() {}

    /// The payload of the next frame of that type.
    static byte[] awaitFrame(Socket socket, int type) throws IOException {
        return awaitFrame(socket, type, type);
    }

    /// The payload of the next frame of that type.
    ///
    /// @throws AssertionError if one of the other type comes before it
    static byte[] awaitFrame(Socket socket, int type, int never) throws IOException {
        var in = new DataInputStream(socket.getInputStream());
        while (true) {
            // Source: RFC 9113, section 4.1.
            int length = in.readUnsignedShort() << 8 | in.readUnsignedByte();
            int found = in.readUnsignedByte();
            in.skipNBytes(5);
            byte[] payload = in.readNBytes(length);
            if (found == type) {
                return payload;
            }
            if (found == never) {
                throw new AssertionError("a frame of type " + never);
            }
        }
    }

    /// A call with empty messages, five zeros each, in HTTP/2. Source: RFC 9113, sections 3.4 and
    /// 4.1, and RFC 7541, section 6.2.2.
    static byte[] openCall(int bytes, int frameBytes) {
        return openCall(bytes, frameBytes, "application/grpc");
    }

    static byte[] openCall(int bytes, int frameBytes, String contentType) {
        var call = new ByteArrayOutputStream();
        call.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        writeFrame(call, new byte[0], 4, 0, 0);
        writeFrame(call, headers(contentType), HEADERS, END_HEADERS, 1);
        for (int at = 0; at < bytes; at += frameBytes) {
            writeFrame(call, new byte[frameBytes], 0, at + frameBytes == bytes ? END_STREAM : 0, 1);
        }
        return call.toByteArray();
    }

    static byte[] headers(String contentType) {
        var headers = new ByteArrayOutputStream();
        writeHeader(headers, ":method", "POST");
        writeHeader(headers, ":scheme", "http");
        writeHeader(headers, ":path", "/test.Faulty/Answer");
        writeHeader(headers, ":authority", "test");
        writeHeader(headers, "content-type", contentType);
        return headers.toByteArray();
    }

    static void writeHeader(ByteArrayOutputStream out, String name, String value) {
        out.write(0);
        writeText(out, name);
        writeText(out, value);
    }

    private static void writeText(ByteArrayOutputStream out, String text) {
        out.write(text.length());
        out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    static void writeFrame(
            ByteArrayOutputStream out, byte[] payload, int type, int flags, int stream) {
        int length = payload.length;
        out.writeBytes(new byte[] {0, (byte) (length >> 8), (byte) length});
        out.writeBytes(new byte[] {(byte) type, (byte) flags});
        out.writeBytes(new byte[] {0, 0, 0, (byte) stream});
        out.writeBytes(payload);
    }
}
