package dev.berth.protocol.json;

/// Walks the members of objects of one kind: gives those that are known, each once, and passes over
/// the others. Not thread-safe; used again for one object after the other.
///
/// ```java
/// members.begin();
/// for (int member; (member = members.next()) != JsonMembers.END; ) {
///     switch (member) { case 0 -> name = scanner.string(); default -> size = scanner.int64(); }
/// }
/// ```
public final class JsonMembers {
    /// What [#next()] gives when the object has ended.
    public static final int END = -1;

    private final JsonScanner scanner;
    private final JsonKeys keys;
    private int seen;

    /// @param keys the known names, at most 32
    public JsonMembers(JsonScanner scanner, JsonKeys keys) {
        this.scanner = scanner;
        this.keys = keys;
    }

    public void begin() {
        seen = 0;
        scanner.beginObject();
    }

    /// The index of the next known member, whose value the caller reads; [#END] after the last.
    ///
    /// @throws dev.berth.core.ProblemException `request-malformed` if the object had it before
    public int next() {
        while (scanner.nextMember()) {
            int member = scanner.key(keys);
            if (member == JsonKeys.UNKNOWN) {
                scanner.skip();
                continue;
            }
            if (has(member)) {
                throw scanner.duplicate(keys.name(member));
            }
            seen |= 1 << member;
            return member;
        }
        return END;
    }

    /// Whether the object has had this member.
    public boolean has(int member) {
        return (seen & 1 << member) != 0;
    }
}
