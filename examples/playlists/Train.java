import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Trains the recommender, says how good it is, and writes it as ONNX: `java Train.java LISTENS FILE`.
///
/// **Model.** EASE (Steck, Embarrassingly Shallow Autoencoders for Sparse Data, 2019): with `X` the
/// users in rows and the songs that they heard as ones, `P = (XᵀX + λI)⁻¹` gives the weights between
/// songs `B = -P / diag(P)`, zero on the diagonal. A user's scores are `x B`, and some of how much a
/// song was heard in the last 30 days, so that playlists know the season and a new user gets what is
/// popular now. Songs that the user has heard are left out.
///
/// **Evaluation.** The model is trained on the listens before the last 30 days. In these, what each
/// user hears for the first time is to be predicted. Its two settings are chosen in the 30 days
/// before. The file has the model trained with all listens.
final class Train {
    private static final int PLAYLIST = 20;
    private static final int RECENT_DAYS = 30;
    private static final double[] REGULARIZATIONS = {30, 100, 300};
    private static final double[] RECENT_WEIGHTS = {0.001, 0.03, 0.3};

    /// Added to the score of a song that was heard.
    private static final float HEARD = -1000;

    private final List<String> songs;
    private final List<Listen> listens;

    /// What users heard, by the first day and that after the last.
    private final Map<List<Long>, Map<Integer, Set<Integer>>> heard = new HashMap<>();

    /// Listen of a user, by number of user, song and day.
    private record Listen(int user, int song, long day) {}

    /// Weights between songs, and how popular they were lately: 1 for the most popular.
    private record Model(double[][] weights, double[] recent, double recentWeight) {
        double[] scores(Set<Integer> heard) {
            double[] scores = new double[recent.length];
            for (int song = 0; song < scores.length; song++) {
                scores[song] = recentWeight * recent[song];
            }
            for (int other : heard) {
                double[] row = weights[other];
                for (int song = 0; song < scores.length; song++) {
                    scores[song] += row[song];
                }
            }
            return scores;
        }
    }

    /// Measures of playlists, means over users.
    ///
    /// @param hitRate the share of users who hear a song of the playlist for the first time
    /// @param ndcg normalized discounted cumulative gain, from 0 to 1
    private record Quality(int users, double hitRate, double ndcg) {}

    private Train(List<String> songs, List<Listen> listens) {
        this.songs = songs;
        this.listens = listens;
    }

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            System.err.println("Train: name the listens (CSV) and the model's file (ONNX)");
            System.exit(2);
        }
        read(Path.of(arguments[0])).run(Path.of(arguments[1]));
    }

    private static Train read(Path csv) throws IOException {
        List<String> lines = Files.readAllLines(csv);
        Set<String> titles = new TreeSet<>();
        for (String line : lines.subList(1, lines.size())) {
            titles.add(line.split(",", -1)[1]);
        }
        List<String> songs = List.copyOf(titles);
        Map<String, Integer> numbers = new LinkedHashMap<>();
        songs.forEach(title -> numbers.put(title, numbers.size()));
        Map<String, Integer> users = new LinkedHashMap<>();
        List<Listen> listens = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",", -1);
            int user = users.computeIfAbsent(cells[0], name -> users.size());
            listens.add(
                    new Listen(user, numbers.get(cells[1]), LocalDate.parse(cells[2]).toEpochDay()));
        }
        return new Train(songs, listens);
    }

    private void run(Path onnx) throws IOException {
        long end = 1 + listens.stream().mapToLong(Listen::day).max().orElseThrow();
        long test = end - RECENT_DAYS;
        double regularization = REGULARIZATIONS[0];
        double recentWeight = RECENT_WEIGHTS[0];
        double best = -1;
        for (double lambda : REGULARIZATIONS) {
            double[][] weights = weights(test - RECENT_DAYS, lambda);
            for (double recent : RECENT_WEIGHTS) {
                var model = new Model(weights, recent(test - RECENT_DAYS), recent);
                double ndcg = quality(model, test - RECENT_DAYS).ndcg();
                if (ndcg > best) {
                    best = ndcg;
                    regularization = lambda;
                    recentWeight = recent;
                }
            }
        }
        print("popular", quality(popular(test, Long.MIN_VALUE), test));
        print("popular in the last 30 days", quality(popular(test, test - RECENT_DAYS), test));
        print(
                "recommender",
                quality(new Model(weights(test, regularization), recent(test), recentWeight), test));
        System.out.printf(
                Locale.ROOT,
                "%d listens, %d songs, regularization %.0f, weight of the last 30 days %.3f%n",
                listens.size(),
                songs.size(),
                regularization,
                recentWeight);
        Files.write(
                onnx, onnx(new Model(weights(end, regularization), recent(end), recentWeight)));
    }

    private static void print(String name, Quality quality) {
        System.out.printf(
                Locale.ROOT,
                "%-28s hit rate@%d %.3f  NDCG@%d %.3f  (%d users)%n",
                name,
                PLAYLIST,
                quality.hitRate(),
                PLAYLIST,
                quality.ndcg(),
                quality.users());
    }

    /// The songs that each user heard from a day until before another one.
    private Map<Integer, Set<Integer>> heard(long from, long before) {
        return heard.computeIfAbsent(
                List.of(from, before),
                days -> {
                    Map<Integer, Set<Integer>> users = new LinkedHashMap<>();
                    for (Listen listen : listens) {
                        if (listen.day() >= from && listen.day() < before) {
                            users.computeIfAbsent(listen.user(), user -> new LinkedHashSet<>())
                                    .add(listen.song());
                        }
                    }
                    return users;
                });
    }

    private double[][] weights(long before, double regularization) {
        int count = songs.size();
        double[][] gram = new double[count][count];
        for (Set<Integer> heard : heard(Long.MIN_VALUE, before).values()) {
            for (int one : heard) {
                for (int other : heard) {
                    gram[one][other] += 1;
                }
            }
        }
        for (int i = 0; i < count; i++) {
            gram[i][i] += regularization;
        }
        double[][] inverse = inverse(gram);
        double[][] weights = new double[count][count];
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < count; j++) {
                weights[i][j] = i == j ? 0 : -inverse[i][j] / inverse[j][j];
            }
        }
        return weights;
    }

    /// The inverse of a symmetric positive definite matrix by Gauss-Jordan elimination in place.
    /// Such a matrix needs no exchange of rows.
    private static double[][] inverse(double[][] matrix) {
        int count = matrix.length;
        for (int k = 0; k < count; k++) {
            double pivot = matrix[k][k];
            matrix[k][k] = 1;
            for (int j = 0; j < count; j++) {
                matrix[k][j] /= pivot;
            }
            for (int i = 0; i < count; i++) {
                double factor = matrix[i][k];
                if (i != k && factor != 0) {
                    matrix[i][k] = 0;
                    for (int j = 0; j < count; j++) {
                        matrix[i][j] -= factor * matrix[k][j];
                    }
                }
            }
        }
        return matrix;
    }

    private double[] recent(long before) {
        return counts(before - RECENT_DAYS, before);
    }

    /// How many users heard each song in a time, relative to the most.
    private double[] counts(long from, long before) {
        double[] counts = new double[songs.size()];
        double max = 1;
        for (Set<Integer> heard : heard(from, before).values()) {
            for (int song : heard) {
                counts[song] += 1;
                max = Math.max(max, counts[song]);
            }
        }
        for (int song = 0; song < counts.length; song++) {
            counts[song] /= max;
        }
        return counts;
    }

    /// The baseline: what most users heard in a time.
    private Model popular(long before, long from) {
        return new Model(new double[songs.size()][songs.size()], counts(from, before), 1);
    }

    /// The quality of playlists made at a day for the 30 days from it.
    private Quality quality(Model model, long day) {
        Map<Integer, Set<Integer>> before = heard(Long.MIN_VALUE, day);
        int users = 0;
        int hits = 0;
        double ndcg = 0;
        for (var user : heard(day, day + RECENT_DAYS).entrySet()) {
            Set<Integer> known = before.getOrDefault(user.getKey(), Set.of());
            Set<Integer> wanted = new LinkedHashSet<>(user.getValue());
            wanted.removeAll(known);
            if (wanted.isEmpty()) {
                continue;
            }
            users++;
            double gain = 0;
            double ideal = 0;
            List<Integer> playlist = playlist(model.scores(known), known);
            for (int i = 0; i < PLAYLIST; i++) {
                double discount = StrictMath.log(2) / StrictMath.log(i + 2);
                gain += wanted.contains(playlist.get(i)) ? discount : 0;
                ideal += i < wanted.size() ? discount : 0;
            }
            hits += gain > 0 ? 1 : 0;
            ndcg += gain / ideal;
        }
        return new Quality(users, (double) hits / users, ndcg / users);
    }

    private static List<Integer> playlist(double[] scores, Set<Integer> known) {
        List<Integer> order = new ArrayList<>();
        for (int song = 0; song < scores.length; song++) {
            if (!known.contains(song)) {
                order.add(song);
            }
        }
        order.sort((one, other) -> Double.compare(scores[other], scores[one]));
        return order.subList(0, Math.min(PLAYLIST, order.size()));
    }

    /// The model with its songs as a graph: titles in, the best songs that are not among them out.
    ///
    /// A title becomes the number of its song from 1, or 0 if it is unknown: row 0 of the weights is
    /// zero. The diagonal of the weights takes songs that were heard out of the playlist.
    private byte[] onnx(Model model) {
        int count = songs.size();
        float[] weights = new float[(count + 1) * count];
        float[] popular = new float[count];
        for (int i = 0; i < count; i++) {
            popular[i] = (float) (model.recentWeight() * model.recent()[i]);
            for (int j = 0; j < count; j++) {
                weights[(i + 1) * count + j] = i == j ? HEARD : (float) model.weights()[i][j];
            }
        }
        Proto numbers = new Proto().text(1, "values_int64s").integer(20, 7);
        Proto titles = new Proto().text(1, "keys_strings").integer(20, 8);
        Proto constant = new Proto().integer(1, count).integer(2, 8);
        for (int i = 0; i < count; i++) {
            numbers.integer(8, i + 1);
            titles.text(9, songs.get(i));
            constant.text(6, songs.get(i));
        }
        Proto unknown = new Proto().text(1, "default_int64").integer(20, 2).integer(3, 0);
        Proto one = new Proto().text(1, "value").integer(20, 4).message(5, floats("", 1F, 1));
        Proto graph =
                new Proto()
                        .text(2, "playlist")
                        .node("LabelEncoder", "heard", "numbers", numbers, titles, unknown)
                        .node("Shape", "heard", "size")
                        .node("ConstantOfShape", "size", "ones", one)
                        .node("Shape", "heard", "rows", integer("end", 1))
                        .node("Concat", "rows columns", "shape", integer("axis", 0))
                        .node("ConstantOfShape", "shape", "nothing")
                        .node(
                                "ScatterElements",
                                "nothing numbers ones",
                                "user",
                                integer("axis", 1))
                        .node("MatMul", "user weights", "similar")
                        .node("Add", "similar popular", "fit")
                        .node("TopK", "fit length", "scores best")
                        .node("Gather", "titles best", "songs")
                        .message(5, floats("weights", weights, count + 1, count))
                        .message(5, floats("popular", popular, count))
                        .message(5, constant.text(8, "titles"))
                        .message(5, longs("columns", count + 1))
                        .message(5, longs("length", PLAYLIST))
                        .message(11, value("heard", 8, new Proto().text(2, "heard")))
                        .message(12, value("songs", 8, new Proto().integer(1, PLAYLIST)))
                        .message(12, value("scores", 1, new Proto().integer(1, PLAYLIST)));
        return new Proto()
                .integer(1, 8)
                .message(7, graph)
                .message(8, new Proto().text(1, "").integer(2, 17))
                .message(8, new Proto().text(1, "ai.onnx.ml").integer(2, 2))
                .bytes();
    }

    private static Proto integer(String name, long value) {
        return new Proto().text(1, name).integer(3, value).integer(20, 2);
    }

    private static Proto floats(String name, float value, int size) {
        return floats(name, new float[] {value}, size);
    }

    private static Proto floats(String name, float[] values, int... sizes) {
        ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        Proto tensor = new Proto();
        for (int size : sizes) {
            tensor.integer(1, size);
        }
        return tensor.integer(2, 1).text(8, name).bytes(9, raw.array());
    }

    private static Proto longs(String name, long value) {
        return new Proto().integer(1, 1).integer(2, 7).integer(7, value).text(8, name);
    }

    /// An input or output of rows with a second dimension.
    private static Proto value(String name, int type, Proto dimension) {
        Proto shape = new Proto().message(1, new Proto().text(2, "N")).message(1, dimension);
        Proto tensor = new Proto().integer(1, type).message(2, shape);
        return new Proto().text(1, name).message(2, new Proto().message(1, tensor));
    }

    /// Message of Protocol Buffers, by the field numbers of `onnx.proto`.
    private static final class Proto {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Proto integer(int field, long value) {
            varint((long) field << 3);
            varint(value);
            return this;
        }

        Proto text(int field, String value) {
            return bytes(field, value.getBytes(StandardCharsets.UTF_8));
        }

        Proto message(int field, Proto value) {
            return bytes(field, value.bytes());
        }

        Proto bytes(int field, byte[] value) {
            varint((long) field << 3 | 2);
            varint(value.length);
            out.writeBytes(value);
            return this;
        }

        /// An operator of a graph; names of several tensors have blanks between them.
        Proto node(String operator, String inputs, String outputs, Proto... attributes) {
            Proto node = new Proto();
            for (String input : inputs.split(" ")) {
                node.text(1, input);
            }
            for (String output : outputs.split(" ")) {
                node.text(2, output);
            }
            node.text(4, operator);
            for (Proto attribute : attributes) {
                node.message(5, attribute);
            }
            if (operator.equals("LabelEncoder")) {
                node.text(7, "ai.onnx.ml");
            }
            return message(1, node);
        }

        private void varint(long value) {
            long rest = value;
            while ((rest & ~0x7FL) != 0) {
                out.write((int) (rest & 0x7F) | 0x80);
                rest >>>= 7;
            }
            out.write((int) rest);
        }

        byte[] bytes() {
            return out.toByteArray();
        }
    }
}
