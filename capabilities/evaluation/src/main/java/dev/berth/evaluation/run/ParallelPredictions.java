package dev.berth.evaluation.run;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.evaluation.task.RecordPredictions;
import dev.berth.scoring.prediction.BatchPredictor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// Predictions of many records in batches, some at a time. Thread-safe.
final class ParallelPredictions implements RecordPredictions {
    private final BatchPredictor predictor;
    private final RunOptions options;

    ParallelPredictions(BatchPredictor predictor, RunOptions options) {
        this.predictor = predictor;
        this.options = options;
    }

    @Override
    public List<Optional<Map<String, @Nullable Object>>> predict(
            List<Map<String, @Nullable Object>> records) {
        Semaphore free = new Semaphore(options.requestsMax());
        List<Future<List<Optional<Map<String, @Nullable Object>>>>> batches = new ArrayList<>();
        try (ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int from = 0; from < records.size(); from += options.batchRows()) {
                int to = Math.min(records.size(), from + options.batchRows());
                List<Map<String, @Nullable Object>> batch = records.subList(from, to);
                batches.add(
                        requests.submit(
                                () -> {
                                    free.acquire();
                                    try {
                                        return predictor.answers(batch).stream()
                                                .map(BatchPredictor.Answer::prediction)
                                                .toList();
                                    } finally {
                                        free.release();
                                    }
                                }));
            }
            List<Optional<Map<String, @Nullable Object>>> predictions = new ArrayList<>();
            try {
                for (Future<List<Optional<Map<String, @Nullable Object>>>> batch : batches) {
                    predictions.addAll(await(batch));
                }
            } finally {
                batches.forEach(batch -> batch.cancel(true));
            }
            return predictions;
        }
    }

    private static <T> T await(Future<T> batch) {
        try {
            return batch.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case ProblemException problem -> throw problem;
                case RuntimeException failure -> throw failure;
                case Error error -> throw error;
                case null, default -> throw new IllegalStateException(e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(
                    ProblemCode.CANCELLED, "the evaluation was interrupted", "run it again");
        }
    }
}
