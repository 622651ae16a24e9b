package dev.berth.features.spark;

import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/// Local file system that leaves permissions as they are: Hadoop starts a process, `chmod`, for
/// each file and folder.
public final class UnrestrictedFileSystem extends LocalFileSystem {
    /// Called by Hadoop.
    public UnrestrictedFileSystem() {
        super(
                new RawLocalFileSystem() {
                    @Override
                    public void setPermission(Path file, FsPermission permission) {}
                });
    }
}
