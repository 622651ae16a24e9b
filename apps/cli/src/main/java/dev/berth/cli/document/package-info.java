/// Files that commands write documents to.
@NullMarked
package dev.berth.cli.document;

import org.jspecify.annotations.NullMarked;
