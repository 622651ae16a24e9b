package dev.berth.verification;

import static dev.berth.testkit.onnx.OnnxElementType.FLOAT;
import static dev.berth.testkit.onnx.OnnxElementType.STRING;
import static dev.berth.testkit.onnx.OnnxType.tensor;

import dev.berth.testkit.onnx.OnnxGraph;
import dev.berth.testkit.onnx.OnnxModelFile;
import dev.berth.testkit.onnx.OnnxNode;
import dev.berth.testkit.onnx.OnnxTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.sgd.linear.LinearSGDModel;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.common.tree.Node;
import org.tribuo.common.tree.SplitNode;
import org.tribuo.common.tree.TreeModel;
import org.tribuo.impl.ArrayExample;
import org.tribuo.math.la.DenseMatrix;
import org.tribuo.math.optimisers.AdaGrad;
import org.tribuo.provenance.SimpleDataSourceProvenance;
import org.tribuo.regression.RegressionFactory;
import org.tribuo.regression.Regressor;
import org.tribuo.regression.rtree.CARTJointRegressionTrainer;
import org.tribuo.regression.rtree.impurity.MeanSquaredError;

/// Training of the models of `examples/lending` by Tribuo: a scorecard (logistic regression) and a
/// boosted ensemble of trees, both of the probability that a loan is not paid back.
///
/// Design: the graph of a model takes the fields of a record as they are. It replaces missing
/// numbers by the median, encodes categories as one-hot vectors, of which a missing one has none,
/// and applies the model: a linear function of the standardized numbers for the scorecard, the sum
/// of trees for the ensemble, and the logistic function of either. Both are trained with fixed
/// seeds.
///
/// The ensemble is gradient boosting: each tree is fitted to what is left, label less probability,
/// of a random half of the loans; a leaf adds a Newton step, shortened so that no tree decides
/// much. Reference: Friedman, Greedy function approximation, Annals of Statistics 29, 2001,
/// algorithm 5, and Stochastic gradient boosting, 2002.
final class LendingTraining {
    private static final List<String> NUMBERS =
            List.of(
                    "seniority",
                    "time",
                    "age",
                    "expenses",
                    "income",
                    "assets",
                    "debt",
                    "amount",
                    "price");

    /// With a fixed order of values.
    private static final Map<String, List<String>> CATEGORIES =
            Map.of(
                    "home", List.of("ignore", "other", "owner", "parents", "priv", "rent"),
                    "records", List.of("no", "yes"),
                    "job", List.of("fixed", "freelance", "others", "partime"));

    private static final List<String> CATEGORY_NAMES = List.of("home", "records", "job");
    private static final String BAD = "bad";
    private static final long SEED = 20261201;
    private static final int EPOCHS = 60;
    private static final double LEARNING_RATE = 0.1;
    private static final int MINIBATCH = 8;
    private static final int TREES = 250;
    private static final int DEPTH = 4;
    private static final float LEAF_ROWS_MIN = 12;
    private static final float FEATURES_SHARE = 0.5f;
    private static final double SHORTENING = 0.05;

    private final List<Map<String, String>> rows;
    private final double[] medians;
    private final double[] means;
    private final double[] deviations;

    private LendingTraining(List<Map<String, String>> rows) {
        this.rows = rows;
        this.medians = NUMBERS.stream().mapToDouble(this::median).toArray();
        this.means = new double[medians.length];
        this.deviations = new double[medians.length];
        for (int i = 0; i < means.length; i++) {
            int column = i;
            double[] values = rows.stream().mapToDouble(row -> number(row, column)).toArray();
            double mean = Arrays.stream(values).sum() / values.length;
            means[i] = mean;
            deviations[i] =
                    Math.sqrt(
                            Arrays.stream(values).map(x -> (x - mean) * (x - mean)).sum()
                                    / values.length);
        }
    }

    /// Writes the models of the example.
    public static void main(String[] arguments) throws IOException {
        LendingTraining training = ofExample();
        Files.write(file("scorecard"), training.scorecard());
        Files.write(file("boosted"), training.boosted());
    }

    static LendingTraining ofExample() {
        return new LendingTraining(read(Repository.example("lending").resolve("data/train.csv")));
    }

    /// The file of a model.
    static Path file(String model) {
        return Repository.example("lending")
                .resolve("models")
                .resolve(model)
                .resolve("1")
                .resolve(model + ".onnx");
    }

    /// The rows of a table, by the names of its columns.
    static List<Map<String, String>> read(Path csv) {
        try {
            List<String> lines = Files.readAllLines(csv);
            List<String> names = Arrays.asList(lines.getFirst().split(",", -1));
            List<Map<String, String>> rows = new ArrayList<>();
            for (String line : lines.subList(1, lines.size())) {
                String[] cells = line.split(",", -1);
                Map<String, String> row = new HashMap<>();
                for (int i = 0; i < cells.length; i++) {
                    row.put(names.get(i), cells[i]);
                }
                rows.add(row);
            }
            return rows;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private double median(String column) {
        double[] values =
                rows.stream()
                        .map(row -> cell(row, column))
                        .filter(cell -> !cell.isEmpty())
                        .mapToDouble(Double::parseDouble)
                        .sorted()
                        .toArray();
        return values[values.length / 2];
    }

    private static String cell(Map<String, String> row, String column) {
        return Objects.requireNonNull(row.get(column), column);
    }

    private double number(Map<String, String> row, int column) {
        String cell = cell(row, NUMBERS.get(column));
        return cell.isEmpty() ? medians[column] : Double.parseDouble(cell);
    }

    private MutableDataset<Label> encoded() {
        var factory = new LabelFactory();
        var set = new MutableDataset<>(new SimpleDataSourceProvenance("lending", factory), factory);
        for (Map<String, String> row : rows) {
            var example = new ArrayExample<>(new Label(cell(row, "status")));
            for (int i = 0; i < NUMBERS.size(); i++) {
                double value = number(row, i);
                example.add(NUMBERS.get(i), (value - means[i]) / deviations[i]);
            }
            for (String category : CATEGORY_NAMES) {
                for (String value : values(category)) {
                    example.add(category + "=" + value, cell(row, category).equals(value) ? 1 : 0);
                }
            }
            set.add(example);
        }
        return set;
    }

    private static List<String> values(String category) {
        return Objects.requireNonNull(CATEGORIES.get(category), category);
    }

    private static List<String> features() {
        List<String> features = new ArrayList<>(NUMBERS);
        for (String category : CATEGORY_NAMES) {
            values(category).forEach(value -> features.add(category + "=" + value));
        }
        return features;
    }

    byte[] scorecard() {
        var trainer =
                new LinearSGDTrainer(
                        new LogMulticlass(),
                        new AdaGrad(LEARNING_RATE),
                        EPOCHS,
                        Integer.MAX_VALUE,
                        MINIBATCH,
                        SEED);
        LinearSGDModel model = trainer.train(encoded());
        DenseMatrix weights = model.getWeightsCopy();
        int bad = model.getOutputIDInfo().getID(new Label(BAD));
        ImmutableFeatureMap ids = model.getFeatureIDMap();
        List<String> features = features();
        var difference = new float[features.size()];
        for (int i = 0; i < difference.length; i++) {
            int id = ids.getID(features.get(i));
            difference[i] = (float) (weights.get(bad, id) - weights.get(1 - bad, id));
        }
        float constant = (float) (weights.get(bad, ids.size()) - weights.get(1 - bad, ids.size()));
        OnnxGraph graph = encoder("scorecard");
        graph.initializer("means", floats(means))
                .initializer("deviations", floats(deviations))
                .initializer(
                        "weights",
                        OnnxTensor.floats(List.of((long) difference.length, 1L), difference))
                .initializer("constant", OnnxTensor.floats(List.of(1L), constant))
                .node(OnnxNode.of("Sub", List.of("numbers", "means"), List.of("centred")))
                .node(OnnxNode.of("Div", List.of("centred", "deviations"), List.of("standardized")))
                .node(concat("standardized", "features"))
                .node(OnnxNode.of("MatMul", List.of("features", "weights"), List.of("product")))
                .node(OnnxNode.of("Add", List.of("product", "constant"), List.of("logits")))
                .node(OnnxNode.of("Sigmoid", List.of("logits"), List.of("probabilities")));
        return finish(graph);
    }

    byte[] boosted() {
        List<String> features = features();
        var x = new double[rows.size()][];
        var label = new double[rows.size()];
        for (int i = 0; i < x.length; i++) {
            x[i] = vector(rows.get(i));
            label[i] = cell(rows.get(i), "status").equals(BAD) ? 1 : 0;
        }
        double prior = Arrays.stream(label).sum() / label.length;
        double start = StrictMath.log(prior / (1 - prior));
        var logits = new double[x.length];
        Arrays.fill(logits, start);
        var nodes = new TreeNodes(features);
        var random = new Random(SEED);
        for (int tree = 0; tree < TREES; tree++) {
            addTree(x, label, logits, features, nodes, random);
        }
        OnnxGraph graph = encoder("boosted");
        graph.node(concat("numbers", "features"))
                .node(nodes.toNode((float) start))
                .node(OnnxNode.of("Sigmoid", List.of("logits"), List.of("probabilities")));
        return finish(graph);
    }

    private static void addTree(
            double[][] x,
            double[] label,
            double[] logits,
            List<String> features,
            TreeNodes nodes,
            Random random) {
        var factory = new RegressionFactory();
        var set = new MutableDataset<>(new SimpleDataSourceProvenance("lending", factory), factory);
        List<Integer> drawn = new ArrayList<>();
        String[] names = features.toArray(String[]::new);
        for (int i = 0; i < x.length; i++) {
            if (random.nextBoolean()) {
                drawn.add(i);
                double left = label[i] - sigmoid(logits[i]);
                set.add(new ArrayExample<>(new Regressor("left", left), names, x[i]));
            }
        }
        var trainer =
                new CARTJointRegressionTrainer(
                        DEPTH,
                        LEAF_ROWS_MIN,
                        0,
                        FEATURES_SHARE,
                        false,
                        new MeanSquaredError(),
                        false,
                        random.nextLong());
        TreeModel<Regressor> model = trainer.train(set);
        IdentityHashMap<Node<Regressor>, double[]> sums = new IdentityHashMap<>();
        for (int i : drawn) {
            double probability = sigmoid(logits[i]);
            double[] sum = sums.computeIfAbsent(nodes.leaf(model, x[i]), first -> new double[2]);
            sum[0] += label[i] - probability;
            sum[1] += probability * (1 - probability);
        }
        IdentityHashMap<Node<Regressor>, Float> steps = new IdentityHashMap<>();
        sums.forEach((leaf, sum) -> steps.put(leaf, (float) (SHORTENING * sum[0] / sum[1])));
        nodes.add(model, steps);
        for (int i = 0; i < x.length; i++) {
            logits[i] += steps.getOrDefault(nodes.leaf(model, x[i]), 0f);
        }
    }

    private static double sigmoid(double logit) {
        return 1 / (1 + StrictMath.exp(-logit));
    }

    /// The features of a row, in float32 as in the graph.
    private double[] vector(Map<String, String> row) {
        List<Double> values = new ArrayList<>();
        for (int i = 0; i < NUMBERS.size(); i++) {
            values.add((double) (float) number(row, i));
        }
        for (String category : CATEGORY_NAMES) {
            for (String value : values(category)) {
                values.add(cell(row, category).equals(value) ? 1.0 : 0.0);
            }
        }
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static OnnxTensor floats(double[] values) {
        var floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return OnnxTensor.floats(List.of((long) floats.length), floats);
    }

    /// The inputs, the numbers as one matrix without gaps, and the categories as vectors.
    private OnnxGraph encoder(String name) {
        OnnxGraph graph = OnnxGraph.named(name);
        graph.initializer("axis", OnnxTensor.longs(List.of(1L), 1));
        List<String> columns = new ArrayList<>();
        for (String number : NUMBERS) {
            graph.input(number, tensor(FLOAT, "N"));
            columns.add(number + "_column");
            graph.node(
                    OnnxNode.of("Unsqueeze", List.of(number, "axis"), List.of(columns.getLast())));
        }
        graph.node(OnnxNode.of("Concat", columns, List.of("given")).integer("axis", 1));
        var replaced = new float[medians.length];
        for (int i = 0; i < replaced.length; i++) {
            replaced[i] = (float) medians[i];
        }
        graph.node(
                OnnxNode.of("Imputer", List.of("given"), List.of("numbers"))
                        .domain("ai.onnx.ml")
                        .reals("imputed_value_floats", replaced)
                        .real("replaced_value_float", Float.NaN));
        for (String category : CATEGORY_NAMES) {
            graph.input(category, tensor(STRING, "N"));
            graph.node(
                    OnnxNode.of("OneHotEncoder", List.of(category), List.of(category + "_vector"))
                            .domain("ai.onnx.ml")
                            .texts("cats_strings", values(category).toArray(String[]::new))
                            .integer("zeros", 1));
        }
        return graph;
    }

    private static OnnxNode concat(String numbers, String output) {
        List<String> parts = new ArrayList<>(List.of(numbers));
        CATEGORY_NAMES.forEach(category -> parts.add(category + "_vector"));
        return OnnxNode.of("Concat", parts, List.of(output)).integer("axis", 1);
    }

    private static byte[] finish(OnnxGraph graph) {
        graph.node(OnnxNode.of("Squeeze", List.of("probabilities", "axis"), List.of("probability")))
                .output("probability", tensor(FLOAT, "N"));
        return OnnxModelFile.of(graph).opset("ai.onnx.ml", 3).toByteArray();
    }

    /// Attributes of the trees' nodes, as ONNX has them.
    private static final class TreeNodes {
        private final List<String> features;
        private final List<Long> trees = new ArrayList<>();
        private final List<Long> nodes = new ArrayList<>();
        private final List<Long> splits = new ArrayList<>();
        private final List<Float> values = new ArrayList<>();
        private final List<String> modes = new ArrayList<>();
        private final List<Long> lower = new ArrayList<>();
        private final List<Long> upper = new ArrayList<>();
        private final List<Long> leafTrees = new ArrayList<>();
        private final List<Long> leafNodes = new ArrayList<>();
        private final List<Float> leafValues = new ArrayList<>();
        private long count;

        TreeNodes(List<String> features) {
            this.features = features;
        }

        /// The leaf that features lead to.
        Node<Regressor> leaf(TreeModel<Regressor> model, double[] values) {
            Node<Regressor> node = model.getRoot();
            while (node instanceof SplitNode<Regressor> split) {
                int feature = feature(model, split);
                node =
                        values[feature] <= below(split.splitValue())
                                ? split.getLessThanOrEqual()
                                : split.getGreaterThan();
            }
            return node;
        }

        private int feature(TreeModel<Regressor> model, SplitNode<Regressor> split) {
            return features.indexOf(model.getFeatureIDMap().get(split.getFeatureID()).getName());
        }

        /// @param steps what each leaf adds; 0 where it is not there
        void add(TreeModel<Regressor> model, IdentityHashMap<Node<Regressor>, Float> steps) {
            add(model, model.getRoot(), steps, new long[1]);
            count++;
        }

        /// @return the node's number in its tree
        private long add(
                TreeModel<Regressor> model,
                Node<Regressor> node,
                IdentityHashMap<Node<Regressor>, Float> steps,
                long[] next) {
            long number = next[0]++;
            int place = trees.size();
            trees.add(count);
            nodes.add(number);
            lower.add(0L);
            upper.add(0L);
            if (node instanceof SplitNode<Regressor> split) {
                splits.add((long) feature(model, split));
                values.add(below(split.splitValue()));
                modes.add("BRANCH_LEQ");
                lower.set(place, add(model, split.getLessThanOrEqual(), steps, next));
                upper.set(place, add(model, split.getGreaterThan(), steps, next));
            } else {
                splits.add(0L);
                values.add(0f);
                modes.add("LEAF");
                leafTrees.add(count);
                leafNodes.add(number);
                leafValues.add(steps.getOrDefault(node, 0f));
            }
            return number;
        }

        /// The greatest float that is not above: floats are on the same side of both.
        private static float below(double value) {
            float nearest = (float) value;
            return nearest > value ? Math.nextDown(nearest) : nearest;
        }

        /// @param base of the sum
        OnnxNode toNode(float base) {
            return OnnxNode.of("TreeEnsembleRegressor", List.of("features"), List.of("logits"))
                    .domain("ai.onnx.ml")
                    .integers("nodes_treeids", longs(trees))
                    .integers("nodes_nodeids", longs(nodes))
                    .integers("nodes_featureids", longs(splits))
                    .reals("nodes_values", floats(values))
                    .texts("nodes_modes", modes.toArray(String[]::new))
                    .integers("nodes_truenodeids", longs(lower))
                    .integers("nodes_falsenodeids", longs(upper))
                    .integers("target_treeids", longs(leafTrees))
                    .integers("target_nodeids", longs(leafNodes))
                    .integers("target_ids", new long[leafNodes.size()])
                    .reals("target_weights", floats(leafValues))
                    .integer("n_targets", 1)
                    .reals("base_values", base)
                    .text("aggregate_function", "SUM");
        }

        private static long[] longs(List<Long> values) {
            return values.stream().mapToLong(Long::longValue).toArray();
        }

        private static float[] floats(List<Float> values) {
            var floats = new float[values.size()];
            for (int i = 0; i < floats.length; i++) {
                floats[i] = values.get(i);
            }
            return floats;
        }
    }
}
