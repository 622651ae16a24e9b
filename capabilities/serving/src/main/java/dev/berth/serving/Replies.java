package dev.berth.serving;

import dev.berth.core.Problem;
import java.util.concurrent.CompletableFuture;

/// Turns a reply into a future.
public final class Replies {
    private Replies() {}

    /// A reply that completes the future: with the prediction, which is the future's reader's to
    /// close, or with a [dev.berth.core.ProblemException].
    public static Reply to(CompletableFuture<Prediction> answer) {
        return new Reply() {
            @Override
            public void succeed(Prediction prediction) {
                if (!answer.complete(prediction)) {
                    prediction.close();
                }
            }

            @Override
            public void fail(Problem problem) {
                answer.completeExceptionally(problem.asException());
            }
        };
    }
}
