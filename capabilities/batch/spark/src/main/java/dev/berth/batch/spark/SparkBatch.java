package dev.berth.batch.spark;

import java.util.List;
import java.util.concurrent.Future;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/// Entry point of `berth batch` as a job of `spark-submit`, with the same arguments. The driver
/// plans the job and puts its output together, executors score its parts.
///
/// `spark.berth.lib` names the folder with Berth's libraries. Driver and executors see it, the
/// system's directory, the table and the folder of the output under the same paths.
public final class SparkBatch {
    static final String LIB = "spark.berth.lib";

    /// Runs the command with what has parts scored.
    private static final String COMMAND = "dev.berth.cli.batch.ClusterCommand";

    private SparkBatch() {}

    /// Runs a job and ends the process with the status of the command.
    ///
    /// @param arguments of `berth batch`
    public static void main(String[] arguments) {
        int status;
        try (var context = new JavaSparkContext(new SparkConf())) {
            context.setLogLevel("WARN");
            status = run(context, arguments);
        }
        System.exit(status);
    }

    /// Runs a job. Blocks.
    ///
    /// @return exit status of the command
    static int run(JavaSparkContext context, String... arguments) {
        String lib = context.getConf().get(LIB, "");
        if (lib.isEmpty()) {
            System.err.println(
                    "berth: "
                            + LIB
                            + " is not set (expected: the folder with Berth's libraries, as of an"
                            + " image or of apps/cli/target/lib)");
            System.err.println(
                    "  → --conf " + LIB + "=FOLDER, on all machines under the same path");
            return 2;
        }
        List<String> words = List.of(arguments);
        Function<List<String>, Future<List<String>>> distributor =
                tasks ->
                        context.parallelize(tasks, tasks.size())
                                .map(new PartFunction(lib, words))
                                .collectAsync();
        IsolatedBerth berth = IsolatedBerth.of(lib);
        return berth.call(() -> command(berth.create(COMMAND)).apply(words, distributor));
    }

    @SuppressWarnings("unchecked")
    private static BiFunction<List<String>, Function<List<String>, Future<List<String>>>, Integer>
            command(Object created) {
        return (BiFunction<List<String>, Function<List<String>, Future<List<String>>>, Integer>)
                created;
    }
}
