package dev.berth.serving.request;

import dev.berth.core.Problem;
import java.util.concurrent.CompletableFuture;

/// Callback that completes a future.
public final class FutureCallback {
    private FutureCallback() {}

    /// A reply that completes the future: with the prediction, which is the future's reader's to
    /// close, or with a [dev.berth.core.ProblemException].
    public static PredictionCallback to(CompletableFuture<Prediction> answer) {
        return new PredictionCallback() {
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
