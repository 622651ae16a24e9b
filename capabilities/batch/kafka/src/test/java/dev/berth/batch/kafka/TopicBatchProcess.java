package dev.berth.batch.kafka;

import java.util.OptionalDouble;
import java.util.OptionalInt;

/// Run in a process of its own, which tests kill: `TopicBatchProcess SERVERS FROM TO RATE`.
final class TopicBatchProcess {
    private TopicBatchProcess() {}

    public static void main(String[] arguments) {
        TopicJob job = new TestTopics(arguments[0]).job(arguments[1], arguments[2]);
        var options =
                new TopicOptions(
                        OptionalInt.of(20),
                        2,
                        1,
                        OptionalDouble.of(Double.parseDouble(arguments[3])),
                        false);
        TopicReport report =
                TopicBatch.of(
                                job,
                                options,
                                new DoublePredictor(),
                                (rows, _, _, _) -> System.out.println("rows " + rows))
                        .run();
        System.out.println("complete " + report.isComplete());
    }
}
