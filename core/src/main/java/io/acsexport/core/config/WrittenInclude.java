package io.acsexport.core.config;

import java.util.List;

/**
 * A directive that includes a file.
 *
 * @param block the path of the block it stands in, from the root of its own file
 * @param line where it stands
 */
record WrittenInclude(List<String> block, int line) {

  WrittenInclude {
    block = List.copyOf(block);
  }
}
