package dev.berth.verification.reference;

import dev.berth.core.ProblemCode;
import dev.berth.protocol.ProblemMapping;
import java.util.Locale;

/// Reference page of problem codes.
final class ProblemCodesPage {
    private static final String INTRODUCTION =
            """
            A failed request has a code, the same in every protocol and stable once released. *Kind* is the party that can fix the problem. *Retry*
            says whether the same request may succeed later; wait for `Retry-After` where it is sent. [Clients](../guides/clients.md#errors)
            shows where a response has the code. The codes of packages and artifacts reach a caller of `load` and the command line; callers of a model get
            `model-not-ready`, with the reason in words.
            """;

    private ProblemCodesPage() {}

    static String text() {
        var page = new Markdown("Problem codes", INTRODUCTION);
        page.table("code", "kind", "HTTP", "gRPC", "retry", "meaning", "remedy");
        for (ProblemCode code : ProblemCode.values()) {
            page.row(
                    Markdown.code(code.code()),
                    code.category().name().toLowerCase(Locale.ROOT),
                    Integer.toString(ProblemMapping.httpStatus(code)),
                    Markdown.code(ProblemMapping.grpcStatus(code).name()),
                    code.isRetryable() ? "yes" : "no",
                    Markdown.described(code.code(), code.meaning()),
                    Markdown.described(code.code(), code.remedy()));
        }
        return page.toString();
    }
}
