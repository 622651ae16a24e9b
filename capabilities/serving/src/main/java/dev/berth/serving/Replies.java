package dev.berth.serving;

import dev.berth.core.Problem;
import java.util.concurrent.CompletableFuture;

/// Turns a reply into a future.
final class Replies {
    private Replies() {}

    static Reply to(CompletableFuture<Prediction> answer) {
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
