#include "rollpack/core/relation_name.hpp"

namespace rollpack::core {

std::string full_name(const RelationName& relation) {
    return relation.schema ? *relation.schema + "." + relation.name : relation.name;
}

}  // namespace rollpack::core
