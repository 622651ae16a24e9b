package dev.berth.protocol.json;

import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import java.nio.charset.StandardCharsets;

/// Reads JSON text (RFC 8259, UTF-8) from an array in one pass, driven by its caller.
///
/// Design: the caller knows what should come next and calls its method; the scanner moves one
/// position over the bytes and keeps nothing but that position, the depth and the last token. No
/// tree, no event objects, and no string unless requested. Every byte that is passed over, also by
/// [#skip()], is checked: grammar, UTF-8, escapes (a lone surrogate is refused, since UTF-8 cannot
/// say it), depth up to [#DEPTH_MAX].
///
/// Objects and arrays are read as loops:
///
/// ```java
/// scanner.beginObject();
/// while (scanner.nextMember()) {
///     switch (scanner.key(KEYS)) { case 0 -> name = scanner.string(); default -> scanner.skip(); }
/// }
/// ```
///
/// Numbers are read in two steps, [#number()] and then the form that is wanted, so that an integer
/// keeps all its digits and the caller decides what out of range means. Duplicate names are seen by
/// the caller, who knows which names count; in skipped objects they are not looked for.
///
/// Broken text throws `request-malformed` with byte, line and column. Not thread-safe.
public final class JsonScanner {
    /// Deeper than any tensor ([dev.berth.core.tensor.Shape#RANK_MAX]) in its request.
    public static final int DEPTH_MAX = 64;

    /// Kind of a value, by its first byte.
    public enum Kind {
        OBJECT("an object"),
        ARRAY("an array"),
        STRING("a string"),
        NUMBER("a number"),
        BOOLEAN("a boolean"),
        NULL("null");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        /// The kind with its article, for messages.
        public String label() {
            return label;
        }
    }

    private final byte[] bytes;
    private final int start;
    private final int end;
    private final JsonNumber number;
    private int at;
    private int depth;
    private boolean first;
    private int tokenFrom;
    private int tokenTo;
    private boolean tokenEscaped;

    /// A scanner over `bytes` from `start` to `end` (exclusive), which must not change meanwhile.
    public JsonScanner(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.start = start;
        this.end = end;
        this.at = start;
        this.number = new JsonNumber(bytes, end);
    }

    public JsonScanner(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    /// Where the scanner is, for a later [#moveTo].
    public int position() {
        return at;
    }

    /// Goes back to (or on to) a position that was the beginning or end of a value at this depth.
    public void moveTo(int position) {
        at = position;
        first = false;
    }

    /// Gives up the object that was begun last, and goes back to its beginning.
    public void leaveObjectTo(int position) {
        depth--;
        moveTo(position);
    }

    /// The kind of the value that comes next. The bare tokens NaN, Infinity and -Infinity count as
    /// numbers.
    public Kind peek() {
        skipSpace();
        return switch (byteAt(at)) {
            case '{' -> Kind.OBJECT;
            case '[' -> Kind.ARRAY;
            case '"' -> Kind.STRING;
            case 't', 'f' -> Kind.BOOLEAN;
            case 'n' -> Kind.NULL;
            case '-', 'N', 'I', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> Kind.NUMBER;
            default -> throw expected("a value");
        };
    }

    public void beginObject() {
        begin('{', "an object");
    }

    public void beginArray() {
        begin('[', "an array");
    }

    /// Whether another member follows; if not, the object is closed and left.
    public boolean nextMember() {
        return next('}');
    }

    /// Whether another element follows; if not, the array is closed and left.
    public boolean nextElement() {
        return next(']');
    }

    /// Reads a member's name and says which of the known ones it is.
    public int key(JsonKeys keys) {
        readKey();
        return tokenEscaped ? keys.indexOf(tokenText()) : keys.indexOf(bytes, tokenFrom, tokenTo);
    }

    /// Reads a member's name.
    public String key() {
        readKey();
        return tokenText();
    }

    public String string() {
        skipSpace();
        if (byteAt(at) != '"') {
            throw expected("a string");
        }
        scanString();
        return tokenText();
    }

    /// Reads a string and says which of the known ones it is; [#lastText()] has it.
    public int string(JsonKeys keys) {
        skipSpace();
        if (byteAt(at) != '"') {
            throw expected("a string");
        }
        scanString();
        return tokenEscaped ? keys.indexOf(tokenText()) : keys.indexOf(bytes, tokenFrom, tokenTo);
    }

    /// The string or name that was read last.
    public String lastText() {
        return tokenText();
    }

    /// Reads a string as UTF-8 bytes.
    public byte[] utf8() {
        skipSpace();
        if (byteAt(at) != '"') {
            throw expected("a string");
        }
        scanString();
        return JsonStrings.unescape(bytes, tokenFrom, tokenTo, tokenEscaped);
    }

    public boolean bool() {
        skipSpace();
        if (byteAt(at) == 't') {
            literal("true");
            return true;
        }
        if (byteAt(at) == 'f') {
            literal("false");
            return false;
        }
        throw expected("true or false");
    }

    public void nullValue() {
        skipSpace();
        literal("null");
    }

    /// Reads over a null if one comes next.
    ///
    /// @return whether it did
    public boolean passNull() {
        if (peek() != Kind.NULL) {
            return false;
        }
        nullValue();
        return true;
    }

    /// Reads a number by JSON's grammar; its value is read from the result, which the next call
    /// overwrites.
    public JsonNumber number() {
        skipSpace();
        at = numberEnd(number.scan(at));
        return number;
    }

    /// As [#number()], and takes NaN, Infinity and -Infinity, which JSON does not have and Python's
    /// `json` writes.
    public JsonNumber numberOrNonFinite() {
        skipSpace();
        int after = number.scanNonFinite(at);
        at = after >= 0 ? after : numberEnd(number.scan(at));
        return number;
    }

    private int numberEnd(int after) {
        if (after < 0) {
            at = -after - 1;
            throw expected("a number");
        }
        return after;
    }

    /// Reads a whole number that fits a signed 64-bit integer.
    public long int64() {
        int before = at;
        JsonNumber found = number();
        if (!found.isInt64()) {
            at = before;
            throw expected("a whole number");
        }
        return found.int64();
    }

    /// Reads over a value of any kind.
    public void skip() {
        switch (peek()) {
            case OBJECT -> {
                beginObject();
                while (nextMember()) {
                    readKey();
                    skip();
                }
            }
            case ARRAY -> {
                beginArray();
                while (nextElement()) {
                    skip();
                }
            }
            case STRING -> scanString();
            case NUMBER -> numberOrNonFinite();
            case BOOLEAN -> bool();
            case NULL -> nullValue();
        }
    }

    /// Reads over a value and gives its text, at most 120 characters, for a message.
    public String excerpt() {
        skipSpace();
        int from = at;
        skip();
        return SanitizedText.of(
                new String(bytes, from, Math.min(at - from, 500), StandardCharsets.UTF_8));
    }

    /// Whether nothing but white space is left.
    public boolean isAtEnd() {
        skipSpace();
        return at >= end;
    }

    /// Makes sure that nothing but white space is left.
    public void end() {
        skipSpace();
        if (at < end) {
            throw expected("the end");
        }
    }

    /// The problem that something else was expected here.
    public ProblemException expected(String what) {
        return JsonParseError.at(bytes, start, at, end, what);
    }

    /// The problem that a member's name was there before.
    public ProblemException duplicate(String name) {
        return JsonParseError.duplicate(bytes, start, at, name);
    }

    private void begin(char bracket, String what) {
        skipSpace();
        if (byteAt(at) != bracket) {
            throw expected(what);
        }
        if (++depth > DEPTH_MAX) {
            throw expected("at most " + DEPTH_MAX + " levels of nesting");
        }
        at++;
        first = true;
    }

    private boolean next(char bracket) {
        skipSpace();
        byte b = byteAt(at);
        if (b == bracket) {
            at++;
            depth--;
            first = false;
            return false;
        }
        if (first) {
            first = false;
            return true;
        }
        if (b != ',') {
            throw expected("',' or '" + bracket + "'");
        }
        at++;
        return true;
    }

    private void readKey() {
        skipSpace();
        if (byteAt(at) != '"') {
            throw expected("a member's name in double quotes");
        }
        scanString();
        skipSpace();
        if (byteAt(at) != ':') {
            throw expected("':'");
        }
        at++;
    }

    private void scanString() {
        int p = at + 1;
        tokenFrom = p;
        tokenEscaped = false;
        while (p < end) {
            byte b = bytes[p];
            if (b >= ' ' && b != '"' && b != '\\') {
                p++;
            } else if (b == '"') {
                tokenTo = p;
                at = p + 1;
                return;
            } else {
                int after = b == '\\' ? JsonStrings.escapeEnd(bytes, p, end) : afterSpecial(p);
                if (after < 0) {
                    at = p;
                    throw expected(
                            b == '\\' ? "a valid escape" : "valid UTF-8 and no control character");
                }
                tokenEscaped |= b == '\\';
                p = after;
            }
        }
        at = p;
        throw expected("'\"' at the end of the string");
    }

    private int afterSpecial(int p) {
        return bytes[p] < 0 ? Utf8.sequenceEnd(bytes, p, end) : -1;
    }

    private String tokenText() {
        return tokenEscaped
                ? new String(
                        JsonStrings.unescape(bytes, tokenFrom, tokenTo, true),
                        StandardCharsets.UTF_8)
                : new String(bytes, tokenFrom, tokenTo - tokenFrom, StandardCharsets.UTF_8);
    }

    private void literal(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (byteAt(at + i) != text.charAt(i)) {
                throw expected(text);
            }
        }
        at += text.length();
    }

    private void skipSpace() {
        while (at < end) {
            byte b = bytes[at];
            if (b > ' ' || (b != ' ' && b != '\n' && b != '\r' && b != '\t')) {
                return;
            }
            at++;
        }
    }

    /// The byte there, or -1 at the end, which no JSON token begins with.
    private byte byteAt(int index) {
        return index < end ? bytes[index] : -1;
    }
}
