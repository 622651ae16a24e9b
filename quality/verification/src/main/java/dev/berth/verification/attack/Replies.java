package dev.berth.verification.attack;

import java.util.ArrayList;
import java.util.List;

/// Responses to an attack.
///
/// @param statuses in order
/// @param wrong descriptions of violations; empty if there are none
record Replies(List<Integer> statuses, List<String> wrong) {
    private static final int SERVER_ERROR = 500;
    private static final int OVERLOADED = 503;
    private static final int LATE = 504;

    Replies {
        statuses = List.copyOf(statuses);
        wrong = List.copyOf(wrong);
    }

    /// Responses with any status but a server error (500, 502 and the like) or a missing one.
    static Replies of(List<Caller.Reply> replies) {
        List<String> wrong = new ArrayList<>();
        for (Caller.Reply reply : replies) {
            int status = reply.status();
            if (status >= SERVER_ERROR && status != OVERLOADED && status != LATE) {
                wrong.add(status + " " + reply.excerpt());
            }
            if (status == Caller.Reply.NONE) {
                wrong.add("no answer: " + reply.excerpt());
            }
        }
        return new Replies(replies.stream().map(Caller.Reply::status).toList(), wrong);
    }

    /// Responses that must have one of some statuses.
    static Replies expecting(List<Integer> expected, List<Caller.Reply> replies) {
        List<String> wrong =
                replies.stream()
                        .filter(reply -> !expected.contains(reply.status()))
                        .map(
                                reply ->
                                        "%d (expected: one of %s) %s"
                                                .formatted(
                                                        reply.status(), expected, reply.excerpt()))
                        .toList();
        return new Replies(replies.stream().map(Caller.Reply::status).toList(), wrong);
    }

    /// The statuses with their counts, such as `422, 6 x 429`.
    String statusCounts() {
        return statuses.stream()
                .distinct()
                .map(
                        status -> {
                            long count = statuses.stream().filter(status::equals).count();
                            return count == 1 ? Integer.toString(status) : count + " x " + status;
                        })
                .reduce((left, right) -> left + ", " + right)
                .orElse("none");
    }
}
