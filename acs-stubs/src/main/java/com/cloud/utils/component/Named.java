package com.cloud.utils.component;

/** Has a name. */
public interface Named {

  String getName();
}
