package dev.berth.examples.flights;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/// Trains the example's model: `Train training.csv delay.onnx`.
public final class Train {
    /// Earlier flights are for training, the others for evaluation.
    private static final String SPLIT = "2001-03-01";

    private Train() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            System.err.println("Train: name the training set (CSV) and the model's file (ONNX)");
            System.exit(2);
        }
        Flights flights = Flights.read(Path.of(arguments[0]));
        DelayModel model = DelayModel.train(flights.before(SPLIT));
        System.out.printf(
                Locale.ROOT,
                "%d flights before %s: R² %.3f; %d later: R² %.3f%n",
                flights.before(SPLIT).rows().size(),
                SPLIT,
                model.score(flights.before(SPLIT)),
                flights.from(SPLIT).rows().size(),
                model.score(flights.from(SPLIT)));
        model.write(Path.of(arguments[1]));
    }
}
