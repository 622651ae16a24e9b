package dev.berth.examples.flights;

import dev.berth.examples.flights.Flights.Flight;
import java.io.IOException;
import java.nio.file.Path;
import org.tribuo.Example;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.ONNXExportable;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;
import org.tribuo.regression.RegressionFactory;
import org.tribuo.regression.Regressor;
import org.tribuo.regression.slm.ElasticNetCDTrainer;

/// Linear regression model of flight delays (elastic net).
public final class DelayModel {
    private static final String DELAY = "delay";

    /// Small, as there are few features and many flights.
    private static final double PENALTY = 0.05;

    /// Half lasso, half ridge.
    private static final double LASSO_SHARE = 0.5;

    private static final long SEED = 1;
    private static final int FORMAT_VERSION = 1;

    private final Model<Regressor> model;

    private DelayModel(Model<Regressor> model) {
        this.model = model;
    }

    /// Trains the model.
    public static DelayModel train(Flights flights) {
        var factory = new RegressionFactory();
        var set = new MutableDataset<>(new SimpleDataSourceProvenance("flights", factory), factory);
        flights.rows().forEach(flight -> set.add(example(flight)));
        return new DelayModel(new ElasticNetCDTrainer(PENALTY, LASSO_SHARE, SEED).train(set));
    }

    private static Example<Regressor> example(Flight flight) {
        String[] names = flight.features().keySet().toArray(String[]::new);
        double[] values =
                flight.features().values().stream().mapToDouble(Double::doubleValue).toArray();
        return new ArrayExample<>(new Regressor(DELAY, flight.delay()), names, values);
    }

    /// The coefficient of determination (R²): 1 for a perfect fit, 0 for the mean of the delays.
    public double score(Flights flights) {
        double mean = flights.rows().stream().mapToDouble(Flight::delay).average().orElseThrow();
        double unexplained = 0;
        double all = 0;
        for (Flight flight : flights.rows()) {
            double error = flight.delay() - predict(flight);
            unexplained += error * error;
            all += (flight.delay() - mean) * (flight.delay() - mean);
        }
        return 1 - unexplained / all;
    }

    /// The expected delay, in minutes.
    public double predict(Flight flight) {
        return model.predict(example(flight)).getOutput().getValues()[0];
    }

    /// Writes the model as ONNX, with one input vector of the features in the order of their names.
    public void write(Path onnx) throws IOException {
        ((ONNXExportable) model).saveONNXModel("dev.berth.examples.flights", FORMAT_VERSION, onnx);
    }
}
