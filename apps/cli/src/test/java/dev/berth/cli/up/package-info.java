@NullMarked
package dev.berth.cli.up;

import org.jspecify.annotations.NullMarked;
