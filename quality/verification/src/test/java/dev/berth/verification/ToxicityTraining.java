package dev.berth.verification;

import static dev.berth.testkit.onnx.OnnxElementType.FLOAT;
import static dev.berth.testkit.onnx.OnnxType.tensor;

import dev.berth.Berth;
import dev.berth.testkit.onnx.OnnxGraph;
import dev.berth.testkit.onnx.OnnxModelFile;
import dev.berth.testkit.onnx.OnnxNode;
import dev.berth.testkit.onnx.OnnxTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.evaluation.LabelEvaluation;
import org.tribuo.classification.evaluation.LabelEvaluator;
import org.tribuo.classification.sgd.linear.LinearSGDModel;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.impl.ArrayExample;
import org.tribuo.math.la.DenseMatrix;
import org.tribuo.math.optimisers.AdaGrad;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/// Training of the head of `examples/toxicity` by Tribuo: logistic regression over sentence
/// embeddings of labelled tweets.
///
/// Data: `labeled_data.csv` of Davidson and others, *Automated Hate Speech Detection and the
/// Problem of Offensive Language*, 2017 (MIT licence), which is not a part of this repository.
/// Raters called each tweet hateful, offensive or neither; the first two are positive.
///
/// Steps: a seeded sample with as many positive as negative tweets; user names, addresses and marks
/// of forwarding are taken out; the rest is embedded by the system's own model; a part is held out,
/// and the measures on it are printed. Cost: some ten seconds, most of them for embeddings.
final class ToxicityTraining {
    private static final int SIZE = 384;
    private static final long SEED = 20261202;

    /// Of each of the two classes; there are 4,163 negative tweets.
    private static final int TRAINING_ROWS = 3000;

    private static final int HELD_OUT_ROWS = 1000;
    private static final int EPOCHS = 40;
    private static final double LEARNING_RATE = 0.1;
    private static final int MINIBATCH = 16;
    private static final Label TOXIC = new Label("toxic");
    private static final Label OTHER = new Label("other");
    private static final String[] NAMES =
            IntStream.range(0, SIZE).mapToObj("%03d"::formatted).toArray(String[]::new);

    /// The class of a tweet that most raters call neither hateful nor offensive.
    private static final int NEITHER = 2;

    private static final Pattern NOISE =
            Pattern.compile("https?://\\S+|@\\w+:?|\\bRT\\b|&#?\\w+;|[\"#]");
    private static final Pattern SPACES = Pattern.compile("\\s+");

    private ToxicityTraining() {}

    /// Tweet with the number of its class in the file.
    private record Tweet(int number, String text) {
        boolean isToxic() {
            return number != NEITHER;
        }
    }

    /// Writes `head.onnx`.
    ///
    /// @param arguments the path of `labeled_data.csv`
    public static void main(String[] arguments) throws IOException, SQLException {
        if (arguments.length != 1) {
            throw new IllegalArgumentException(
                    "%d arguments (expected: the path of labeled_data.csv)"
                            .formatted(arguments.length));
        }
        List<Tweet> tweets = read(Path.of(arguments[0]));
        Collections.shuffle(tweets, new Random(SEED));
        List<Tweet> toxic = first(tweets, Tweet::isToxic);
        List<Tweet> other = first(tweets, tweet -> !tweet.isToxic());
        try (var berth = Berth.open(Repository.example("two-phase"))) {
            var training = new ArrayList<>(toxic.subList(0, TRAINING_ROWS));
            training.addAll(other.subList(0, TRAINING_ROWS));
            var heldOut = new ArrayList<>(toxic.subList(TRAINING_ROWS, toxic.size()));
            heldOut.addAll(other.subList(TRAINING_ROWS, other.size()));
            LinearSGDModel model =
                    new LinearSGDTrainer(
                                    new LogMulticlass(),
                                    new AdaGrad(LEARNING_RATE),
                                    EPOCHS,
                                    Integer.MAX_VALUE,
                                    MINIBATCH,
                                    SEED)
                            .train(embed(berth, training));
            LabelEvaluation evaluation =
                    new LabelEvaluator().evaluate(model, embed(berth, heldOut));
            System.out.printf(
                    "held out: %d tweets, ROC AUC %.3f, accuracy %.3f%n",
                    heldOut.size(), evaluation.AUCROC(TOXIC), evaluation.accuracy());
            Files.write(head(), onnx(model));
        }
    }

    /// The file of the trained head.
    static Path head() {
        return Repository.example("toxicity").resolve("models/toxicity-head/1/head.onnx");
    }

    /// In the order of the file. DuckDB reads the texts with line breaks in quotes.
    private static List<Tweet> read(Path csv) throws SQLException {
        List<Tweet> tweets = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                PreparedStatement query =
                        connection.prepareStatement(
                                "SELECT class, tweet FROM read_csv(?, header = true, quote = '\"',"
                                        + " escape = '\"', parallel = false)")) {
            query.setString(1, csv.toString());
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    tweets.add(new Tweet(rows.getInt(1), clean(rows.getString(2))));
                }
            }
        }
        return tweets;
    }

    private static String clean(String tweet) {
        return SPACES.matcher(NOISE.matcher(tweet).replaceAll(" ")).replaceAll(" ").strip();
    }

    private static List<Tweet> first(List<Tweet> tweets, Predicate<Tweet> condition) {
        return tweets.stream()
                .filter(tweet -> !tweet.text().isEmpty())
                .filter(condition)
                .limit(TRAINING_ROWS + HELD_OUT_ROWS)
                .toList();
    }

    private static MutableDataset<Label> embed(Berth berth, List<Tweet> tweets) {
        var factory = new LabelFactory();
        var set =
                new MutableDataset<>(new SimpleDataSourceProvenance("toxicity", factory), factory);
        var model = berth.model("minilm-small");
        for (Tweet tweet : tweets) {
            List<?> embedding =
                    (List<?>)
                            Objects.requireNonNull(
                                    model.predict(Map.of("text", tweet.text())).get("embedding"));
            double[] values =
                    embedding.stream().mapToDouble(each -> ((Number) each).doubleValue()).toArray();
            set.add(new ArrayExample<>(tweet.isToxic() ? TOXIC : OTHER, NAMES, values));
        }
        return set;
    }

    /// The head as a file: `probability = sigmoid(embedding · weights + constant)`.
    private static byte[] onnx(LinearSGDModel model) {
        DenseMatrix weights = model.getWeightsCopy();
        int toxic = model.getOutputIDInfo().getID(TOXIC);
        ImmutableFeatureMap ids = model.getFeatureIDMap();
        var difference = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
            int id = ids.getID(NAMES[i]);
            difference[i] = (float) (weights.get(toxic, id) - weights.get(1 - toxic, id));
        }
        int last = ids.size();
        float constant = (float) (weights.get(toxic, last) - weights.get(1 - toxic, last));
        OnnxGraph graph =
                OnnxGraph.named("toxicity_head")
                        .input("embedding", tensor(FLOAT, "batch", SIZE))
                        .output("probability", tensor(FLOAT, "batch"))
                        .initializer(
                                "weights", OnnxTensor.floats(List.of((long) SIZE, 1L), difference))
                        .initializer("constant", OnnxTensor.floats(List.of(1L), constant))
                        .initializer("shape", OnnxTensor.longs(List.of(1L), -1))
                        .node(
                                OnnxNode.of(
                                        "Gemm",
                                        List.of("embedding", "weights", "constant"),
                                        List.of("logits")))
                        .node(OnnxNode.of("Reshape", List.of("logits", "shape"), List.of("vector")))
                        .node(OnnxNode.of("Sigmoid", List.of("vector"), List.of("probability")));
        return OnnxModelFile.of(graph).toByteArray();
    }
}
