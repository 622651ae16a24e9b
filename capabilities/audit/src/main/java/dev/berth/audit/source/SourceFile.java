package dev.berth.audit.source;

/// A text file of a repository.
///
/// @param path with slashes, relative to the repository
public record SourceFile(String path, Language language, String text) {
    /// Whether its name or folder says that it is a test, or an example of data for one.
    public boolean isTest() {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return ("/" + path).contains("/test/")
                || ("/" + path).contains("/tests/")
                || name.startsWith("test_")
                || name.endsWith("_test.py")
                || name.endsWith("Test.java")
                || name.equals("conftest.py");
    }
}
