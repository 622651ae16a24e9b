/// Files of Arrow: [dev.berth.tables.arrow.ArrowFile] reads,
/// [dev.berth.tables.arrow.ArrowFileWriter] writes. The format is that of "IPC", as a file or as a
/// stream (arrow.apache.org/docs/format/Columnar.html).
///
/// Not here: Arrow's own vectors for Java. They reach into closed parts of the JDK, so every
/// process that reads a file would need flags; a file that is mapped can be read without.
@NullMarked
package dev.berth.tables.arrow;

import org.jspecify.annotations.NullMarked;
