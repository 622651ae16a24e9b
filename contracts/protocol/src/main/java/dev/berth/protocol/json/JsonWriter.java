package dev.berth.protocol.json;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes JSON text, compact, into a [ByteSink]; commas come by themselves.
///
/// Numbers are the shortest text that reads back as the same float or double (Java's own since JDK
/// 19). JSON has no NaN or Infinity: [#number(float)] and [#number(double)] write the bare tokens
/// `NaN`, `Infinity` and `-Infinity`, as the protocol's reference server and Python's reader do;
/// where strict JSON is promised, callers use [#finiteOrNull].
///
/// The caller keeps begin and end in balance; nothing is checked. Not thread-safe.
public final class JsonWriter {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    /// From one to the other [Double#toString] writes no exponent.
    private static final double PLAIN_MIN = 1e-3;

    private static final double PLAIN_MAX = 1e7;
    private static final double MILLION = 1e6;

    private final ByteSink sink;
    private boolean afterValue;

    public JsonWriter(ByteSink sink) {
        this.sink = sink;
    }

    public JsonWriter beginObject() {
        return open('{');
    }

    public JsonWriter endObject() {
        return close('}');
    }

    public JsonWriter beginArray() {
        return open('[');
    }

    public JsonWriter endArray() {
        return close(']');
    }

    /// The name of the next member.
    public JsonWriter name(String name) {
        separate();
        quoted(name);
        sink.put((byte) ':');
        afterValue = false;
        return this;
    }

    /// A name as it stands before a member's value, for [#encodedName]: prepared once for many
    /// objects with the same members.
    public static byte[] encode(String name) {
        var sink = new ByteSink(name.length() + 3);
        new JsonWriter(sink).name(name);
        return sink.toBytes();
    }

    /// The name of the next member, by [#encode].
    public JsonWriter encodedName(byte[] name) {
        separate();
        sink.put(name);
        afterValue = false;
        return this;
    }

    public JsonWriter string(String text) {
        separate();
        quoted(text);
        afterValue = true;
        return this;
    }

    /// A string from its UTF-8 bytes; bytes that are not UTF-8 become U+FFFD.
    public JsonWriter utf8(byte[] text) {
        for (byte b : text) {
            if (b < ' ' || b == '"' || b == '\\') {
                return string(new String(text, StandardCharsets.UTF_8));
            }
        }
        separate();
        sink.put((byte) '"');
        sink.put(text);
        sink.put((byte) '"');
        afterValue = true;
        return this;
    }

    public JsonWriter base64(byte[] content) {
        separate();
        sink.put((byte) '"');
        sink.put(Base64.getEncoder().encode(content));
        sink.put((byte) '"');
        afterValue = true;
        return this;
    }

    public JsonWriter number(long value) {
        separate();
        if (value >= 0 && value < 10) {
            sink.put((byte) ('0' + value));
        } else {
            sink.putAscii(Long.toString(value));
        }
        afterValue = true;
        return this;
    }

    /// The 64 bits as a number from 0 to 2^64 - 1.
    public JsonWriter unsigned(long value) {
        return value >= 0 ? number(value) : raw(Long.toUnsignedString(value));
    }

    public JsonWriter number(float value) {
        return raw(Float.toString(value));
    }

    /// As [Double#toString] writes it. Numbers of at most six decimals, as people and measurements
    /// have them, are written without it in less than half of the time: what a decimal of at most
    /// fifteen digits is rounded to has no shorter one.
    public JsonWriter number(double value) {
        double size = Math.abs(value);
        if (size >= PLAIN_MIN && size < PLAIN_MAX) {
            long millionths = (long) (size * MILLION + 0.5);
            if (millionths / MILLION == size) {
                separate();
                sink.putMillionths(value < 0, millionths);
                afterValue = true;
                return this;
            }
        }
        return raw(Double.toString(value));
    }

    /// The number, or `null` for NaN and the infinities.
    public JsonWriter finiteOrNull(double value) {
        return Double.isFinite(value) ? number(value) : nullValue();
    }

    /// The number, or `null` for NaN and the infinities.
    public JsonWriter finiteOrNull(float value) {
        return Float.isFinite(value) ? number(value) : nullValue();
    }

    public JsonWriter bool(boolean value) {
        return raw(value ? "true" : "false");
    }

    public JsonWriter nullValue() {
        return raw("null");
    }

    /// Text that is a JSON value already, all of it ASCII.
    public JsonWriter raw(String json) {
        separate();
        sink.putAscii(json);
        afterValue = true;
        return this;
    }

    /// A plain value: null, String, Boolean, Number, List or Map of plain values.
    ///
    /// @throws IllegalArgumentException for a value of another class
    public JsonWriter plain(@Nullable Object value) {
        switch (value) {
            case null -> nullValue();
            case String text -> string(text);
            case Boolean flag -> bool(flag);
            case Float number -> finiteOrNull(number);
            case Double number -> finiteOrNull(number);
            case Number number -> raw(number.toString());
            case Iterable<?> list -> {
                beginArray();
                list.forEach(this::plain);
                endArray();
            }
            case Map<?, ?> map -> {
                beginObject();
                map.forEach((key, member) -> name(key.toString()).plain(member));
                endObject();
            }
            default ->
                    throw new IllegalArgumentException(
                            value.getClass() + " (expected: a plain value)");
        }
        return this;
    }

    private JsonWriter open(char bracket) {
        separate();
        sink.put((byte) bracket);
        afterValue = false;
        return this;
    }

    private JsonWriter close(char bracket) {
        sink.put((byte) bracket);
        afterValue = true;
        return this;
    }

    private void separate() {
        if (afterValue) {
            sink.put((byte) ',');
        }
    }

    private void quoted(String text) {
        sink.put((byte) '"');
        int from = 0;
        // All bits of the characters since `from`: says whether they are ASCII.
        int bits = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == '"' || c == '\\') {
                plainPart(text, from, i, bits);
                escape(c);
                from = i + 1;
                bits = 0;
            } else {
                bits |= c;
            }
        }
        plainPart(text, from, text.length(), bits);
        sink.put((byte) '"');
    }

    private void plainPart(String text, int from, int to, int bits) {
        if (bits < 0x80) {
            sink.putAscii(text, from, to);
        } else {
            sink.put(text.substring(from, to).getBytes(StandardCharsets.UTF_8));
        }
    }

    private void escape(char c) {
        sink.put((byte) '\\');
        switch (c) {
            case '"', '\\' -> sink.put((byte) c);
            case '\n' -> sink.put((byte) 'n');
            case '\r' -> sink.put((byte) 'r');
            case '\t' -> sink.put((byte) 't');
            default -> {
                sink.putAscii("u00");
                sink.put(HEX[c >>> 4]);
                sink.put(HEX[c & 15]);
            }
        }
    }
}
