package dev.berth.server.http1;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Status line and headers of an answer, as they are written. Not thread-safe.
///
/// Source: RFC 9112, sections 4 and 5.
public final class ResponseHead {
    private static final byte[] OK = "HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final String VERSION = "HTTP/1.1 ";
    private static final int HEADERS_EXPECTED = 6;

    /// What is between name and value, and behind it.
    private static final int BYTES_BETWEEN = 4;

    private CharSequence[] names = new CharSequence[HEADERS_EXPECTED];
    private CharSequence[] values = new CharSequence[HEADERS_EXPECTED];
    private int count;
    private byte[] bytes = new byte[0];
    private int length;

    /// Sets a header, in the place of one of this name.
    ///
    /// @param name in lower case, as the server has it
    public void set(CharSequence name, CharSequence value) {
        int place = 0;
        while (place < count && !isSame(names[place], name)) {
            place++;
        }
        if (place == names.length) {
            names = Arrays.copyOf(names, 2 * place);
            values = Arrays.copyOf(values, 2 * place);
        }
        names[place] = name;
        values[place] = value;
        count = Math.max(count, place + 1);
    }

    @SuppressWarnings("ReferenceEquality") // Which says it at once for nearly all.
    private static boolean isSame(CharSequence a, CharSequence b) {
        return a == b || (a.length() == b.length() && CharSequence.compare(a, b) == 0);
    }

    /// Writes all that was set.
    ///
    /// @param room where to, if it is enough
    /// @return the number of bytes in [#bytes()]
    /// @throws IllegalArgumentException if a value has a character that would end it
    int write(int status, byte[] room) {
        bytes = room;
        length = 0;
        if (status == 200) {
            room(OK.length);
            System.arraycopy(OK, 0, bytes, 0, OK.length);
            length = OK.length;
        } else {
            put(VERSION);
            put(HttpResponseStatus.valueOf(status).toString());
            end();
        }
        for (int i = 0; i < count; i++) {
            put(names[i]);
            room(BYTES_BETWEEN);
            bytes[length++] = ':';
            bytes[length++] = ' ';
            put(values[i]);
            end();
        }
        end();
        return length;
    }

    /// What was written, in the room that was given or in more.
    byte[] bytes() {
        return bytes;
    }

    private void end() {
        room(2);
        bytes[length++] = '\r';
        bytes[length++] = '\n';
    }

    private void room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }

    private void put(CharSequence text) {
        int end = text.length();
        room(end);
        if (text instanceof AsciiString ascii) {
            // The server's own.
            System.arraycopy(ascii.array(), ascii.arrayOffset(), bytes, length, end);
            length += end;
            return;
        }
        for (int i = 0; i < end; i++) {
            bytes[length++] = octet(text.charAt(i));
        }
    }

    private static byte octet(char c) {
        if ((c < ' ' && c != '\t') || c == 0x7f) {
            throw new IllegalArgumentException(
                    "a header of an answer has the character " + (int) c + ", which ends it");
        }
        return c > 0xff ? (byte) '?' : (byte) c;
    }
}
