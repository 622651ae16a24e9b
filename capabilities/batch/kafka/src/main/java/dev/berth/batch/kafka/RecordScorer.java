package dev.berth.batch.kafka;

import dev.berth.core.Problem;
import dev.berth.core.Problem.FieldViolation;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.scoring.prediction.BatchPredictor;
import dev.berth.scoring.prediction.BatchPredictor.Answer;
import dev.berth.scoring.prediction.RecordPredictor;
import dev.berth.scoring.row.InvalidRowException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/// Scorer of the records of a poll: several requests at a time, each with several records.
final class RecordScorer implements AutoCloseable {
    private static final Pattern INPUT =
            Pattern.compile("\\$(?:\\.records\\[\\d+\\]|\\[\\d+\\])?\\.([^.\\[]+).*");

    private final RecordJson json;
    private final BatchPredictor predictor;
    private final int batchRows;
    private final Semaphore requests;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    RecordScorer(RecordPredictor predictor, RecordJson json, int batchRows, int requestsMax) {
        this.json = json;
        this.predictor = new BatchPredictor(predictor);
        this.batchRows = batchRows;
        this.requests = new Semaphore(requestsMax);
    }

    /// Scores records, in their order. Blocks.
    ///
    /// @throws ProblemException if no record can be predicted, as without permission or server
    List<ScoredRecord> score(List<ConsumerRecord<byte[], byte[]>> records) {
        List<Future<List<ScoredRecord>>> batches = new ArrayList<>();
        for (int from = 0; from < records.size(); from += batchRows) {
            var batch = records.subList(from, Math.min(records.size(), from + batchRows));
            batches.add(threads.submit(() -> scoreBatch(batch)));
        }
        List<ScoredRecord> scored = new ArrayList<>(records.size());
        try {
            for (Future<List<ScoredRecord>> batch : batches) {
                scored.addAll(batch.get());
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof ProblemException problem
                    ? problem
                    : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(
                    ProblemCode.CANCELLED, "the run was interrupted", "run it again");
        } finally {
            batches.forEach(batch -> batch.cancel(true));
        }
        return scored;
    }

    private List<ScoredRecord> scoreBatch(List<ConsumerRecord<byte[], byte[]>> batch)
            throws InterruptedException {
        var scored = new @Nullable ScoredRecord[batch.size()];
        List<Integer> places = new ArrayList<>();
        List<Map<String, @Nullable Object>> inputs = new ArrayList<>();
        for (int i = 0; i < scored.length; i++) {
            ConsumerRecord<byte[], byte[]> record = batch.get(i);
            byte @Nullable [] value = record.value();
            try {
                if (value != null) {
                    inputs.add(json.inputs(value));
                    places.add(i);
                } else if (record.key() != null) {
                    scored[i] = new ScoredRecord.Deleted(record);
                } else {
                    throw new InvalidRowException(
                            "", "neither key nor value (expected: a JSON object)");
                }
            } catch (InvalidRowException e) {
                scored[i] = faulty(record, e);
            }
        }
        requests.acquire();
        List<Answer> answers;
        try {
            answers = predictor.answers(inputs);
        } finally {
            requests.release();
        }
        for (int i = 0; i < answers.size(); i++) {
            int place = places.get(i);
            scored[place] = result(batch.get(place), answers.get(i));
        }
        List<ScoredRecord> all = new ArrayList<>(scored.length);
        for (ScoredRecord each : scored) {
            all.add(Objects.requireNonNull(each));
        }
        return all;
    }

    private ScoredRecord result(ConsumerRecord<byte[], byte[]> record, Answer answer) {
        return switch (answer) {
            case Answer.Given(Map<String, @Nullable Object> prediction) -> {
                try {
                    yield new ScoredRecord.Predicted(
                            record, json.output(record.value(), prediction));
                } catch (InvalidRowException e) {
                    yield faulty(record, e);
                }
            }
            case Answer.Refused(Problem problem) -> faulty(record, problem);
        };
    }

    private static ScoredRecord faulty(
            ConsumerRecord<byte[], byte[]> record, InvalidRowException e) {
        return new ScoredRecord.Faulty(record, e.column(), ProblemCode.ROW_INVALID, e.reason());
    }

    private ScoredRecord faulty(ConsumerRecord<byte[], byte[]> record, Problem problem) {
        if (problem.violations().isEmpty()) {
            return new ScoredRecord.Faulty(record, "", problem.code(), problem.message());
        }
        FieldViolation violation = problem.violations().getFirst();
        Matcher path = INPUT.matcher(violation.path());
        return new ScoredRecord.Faulty(
                record,
                path.matches() ? json.field(path.group(1)) : "",
                problem.code(),
                violation.actual() + " (expected: " + violation.expected() + ")");
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
