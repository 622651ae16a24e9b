@NullMarked
package dev.berth.cli.features;

import org.jspecify.annotations.NullMarked;
