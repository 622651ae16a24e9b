package dev.berth.server.http1;

import dev.berth.server.auth.Headers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Line and headers of a request as nearly all clients send them; whatever is unusual is left to
/// Netty's decoder, which says what is wrong with it if something is.
///
/// Design: the usual form can be checked in one pass over the bytes, and most headers are never
/// read, so that only their positions are kept.
///
/// Usual is `GET` or `POST`, a path of visible characters, `HTTP/1.1`; names of letters, digits,
/// hyphens and underscores, values of visible characters and spaces, each line ended by CR and LF;
/// no header that has the connection end or change, or the body come in chunks or after a 100; one
/// name of the server, and one length of the body at most.
///
/// Source: RFC 9112, sections 2 to 6.
final class RequestHead {
    private static final byte[] GET = "GET /".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] POST = "POST /".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] VERSION = " HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII);

    private static final int HEADERS_MAX = 40;
    private static final int HEADERS_EXPECTED = 8;

    /// So that the number fits an `int`.
    private static final int LENGTH_DIGITS_MAX = 9;

    /// Places kept of each header: where name and value begin, and where they end.
    private static final int PLACES = 4;

    private static final boolean[] IN_NAME = new boolean[256];

    static {
        for (char c :
                "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_".toCharArray()) {
            IN_NAME[c] = true;
        }
    }

    /// What names and addresses of IPv4 are made of, but for the port.
    private static final boolean[] IN_HOST = IN_NAME.clone();

    static {
        IN_HOST['.'] = true;
    }

    private final byte[] bytes;
    private final int bytesEnd;
    private final StringInternCache seen;
    private int at;
    private boolean isPost;
    private String target = "";
    private int[] places = new int[PLACES * HEADERS_EXPECTED];
    private int count;
    private int hosts;
    private int contentLength = -1;

    private RequestHead(byte[] bytes, int bytesEnd, StringInternCache seen) {
        this.bytes = bytes;
        this.bytesEnd = bytesEnd;
        this.seen = seen;
    }

    /// Reads the head of a request.
    ///
    /// @param bytes a request from its first byte on; kept
    /// @param bytesEnd where the bytes end
    /// @param seen of the thread
    /// @return null if the head is unusual, or not there to its end
    static @Nullable RequestHead read(byte[] bytes, int bytesEnd, StringInternCache seen) {
        var head = new RequestHead(bytes, bytesEnd, seen);
        return head.readLine() && head.readHeaders() ? head : null;
    }

    private boolean readLine() {
        isPost = isNext(POST, 0);
        if (!isPost && !isNext(GET, 0)) {
            return false;
        }
        int begin = (isPost ? POST : GET).length - 1;
        at = begin;
        while (at < bytesEnd && bytes[at] > ' ' && bytes[at] != 0x7f) {
            at++;
        }
        if (!isNext(VERSION, at)) {
            return false;
        }
        target = seen.text(bytes, begin, at);
        at += VERSION.length;
        return true;
    }

    private boolean isNext(byte[] expected, int from) {
        return from + expected.length <= bytesEnd
                && Arrays.equals(bytes, from, from + expected.length, expected, 0, expected.length);
    }

    private boolean readHeaders() {
        while (!isLineEnd()) {
            if (!readHeader()) {
                return false;
            }
        }
        at += 2;
        return hosts == 1;
    }

    private boolean isLineEnd() {
        return at + 1 < bytesEnd && bytes[at] == '\r' && bytes[at + 1] == '\n';
    }

    private boolean readHeader() {
        int name = at;
        while (at < bytesEnd && IN_NAME[bytes[at] & 0xff]) {
            at++;
        }
        int nameEnd = at;
        if (nameEnd == name || nameEnd == bytesEnd || bytes[nameEnd] != ':') {
            return false;
        }
        at++;
        while (at < bytesEnd && bytes[at] == ' ') {
            at++;
        }
        int value = at;
        while (at < bytesEnd && bytes[at] >= ' ' && bytes[at] != 0x7f) {
            at++;
        }
        if (!isLineEnd()) {
            return false;
        }
        int valueEnd = at;
        while (valueEnd > value && bytes[valueEnd - 1] == ' ') {
            valueEnd--;
        }
        at += 2;
        keep(name, nameEnd, value, valueEnd);
        return count <= HEADERS_MAX && isUsual(name, nameEnd, value, valueEnd);
    }

    private void keep(int name, int nameEnd, int value, int valueEnd) {
        int place = PLACES * count++;
        if (place == places.length) {
            places = Arrays.copyOf(places, 2 * places.length);
        }
        places[place] = name;
        places[place + 1] = nameEnd;
        places[place + 2] = value;
        places[place + 3] = valueEnd;
    }

    private boolean isUsual(int name, int nameEnd, int value, int valueEnd) {
        return switch (nameEnd - name) {
            case 4 -> !is("host", name, nameEnd) || readHost(value, valueEnd);
            case 6 -> !is("expect", name, nameEnd);
            case 7 -> !is("upgrade", name, nameEnd);
            case 10 -> !is("connection", name, nameEnd) || is("keep-alive", value, valueEnd);
            case 14 -> !is("content-length", name, nameEnd) || readLength(value, valueEnd);
            case 17 -> !is("transfer-encoding", name, nameEnd);
            default -> true;
        };
    }

    /// Whether the name of the server is one, as far as one pass over its characters shows.
    private boolean readHost(int value, int valueEnd) {
        hosts++;
        int i = value;
        while (i < valueEnd && IN_HOST[bytes[i] & 0xff]) {
            i++;
        }
        boolean isNamed = i > value;
        if (i < valueEnd && bytes[i] == ':') {
            i++;
            while (i < valueEnd && bytes[i] >= '0' && bytes[i] <= '9') {
                i++;
            }
        }
        return isNamed && i == valueEnd;
    }

    private boolean readLength(int value, int valueEnd) {
        int digits = valueEnd - value;
        if (contentLength >= 0 || digits == 0 || digits > LENGTH_DIGITS_MAX) {
            return false;
        }
        int length = 0;
        for (int i = value; i < valueEnd; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                return false;
            }
            length = 10 * length + digit;
        }
        contentLength = length;
        return true;
    }

    /// Whether these characters are there, whatever the case of letters.
    private boolean is(CharSequence expected, int begin, int end) {
        if (expected.length() != end - begin) {
            return false;
        }
        for (int i = 0; i < expected.length(); i++) {
            if (lower(bytes[begin + i]) != lower((byte) expected.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static int lower(byte letter) {
        return letter >= 'A' && letter <= 'Z' ? letter + ('a' - 'A') : letter;
    }

    /// Credentials are made anew each time: what is seen stays in memory when the request is gone.
    private String value(CharSequence name, int begin, int end) {
        return Headers.isCredential(name)
                ? new String(bytes, begin, end - begin, StandardCharsets.ISO_8859_1)
                : seen.text(bytes, begin, end);
    }

    boolean isPost() {
        return isPost;
    }

    /// Path and query.
    String target() {
        return target;
    }

    /// Where the head ends in the bytes, and the body begins.
    int end() {
        return at;
    }

    /// Bytes of the body.
    int contentLength() {
        return Math.max(0, contentLength);
    }

    /// The value of the first header of this name; null if there is none.
    ///
    /// @param name in lower case, by which credentials are recognized
    @Nullable String header(CharSequence name) {
        int last = PLACES * count;
        int length = name.length();
        for (int i = 0; i < last; i += PLACES) {
            if (places[i + 1] - places[i] == length && is(name, places[i], places[i + 1])) {
                return value(name, places[i + 2], places[i + 3]);
            }
        }
        return null;
    }
}
