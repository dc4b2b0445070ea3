#include "detail/approvers.hpp"

#include <algorithm>
#include <set>

namespace rollpack::app::detail {

namespace {

struct Person {
    SignedBy first;
    std::set<std::string> keys;
    std::set<std::string> identities;
};

Person person_of(const std::vector<SignedBy>& signature) {
    Person person{signature.front(), {}, {}};
    for (const SignedBy& signer : signature) {
        person.keys.insert(signer.key);
        person.identities.insert(signer.signer);
    }
    return person;
}

bool share_one(const std::set<std::string>& left, const std::set<std::string>& right) {
    return std::ranges::any_of(left, [&](const std::string& text) { return right.contains(text); });
}

}  // namespace

std::vector<std::string> armored_blocks(std::string_view text) {
    constexpr std::string_view begin = "-----BEGIN SSH SIGNATURE-----";
    constexpr std::string_view end = "-----END SSH SIGNATURE-----";
    std::vector<std::string> blocks;
    for (std::size_t at = text.find(begin); at != std::string_view::npos;
         at = text.find(begin, at)) {
        const std::size_t last = text.find(end, at);
        if (last == std::string_view::npos) {
            break;
        }
        blocks.push_back(std::string{text.substr(at, last + end.size() - at)} + "\n");
        at = last + end.size();
    }
    return blocks;
}

std::vector<SignedBy> distinct_people(const std::vector<std::vector<SignedBy>>& signatures) {
    std::vector<Person> people;
    for (const std::vector<SignedBy>& signature : signatures) {
        if (signature.empty()) {
            continue;
        }
        // A signature may show that those who looked like two are one.
        Person person = person_of(signature);
        std::vector<Person> others;
        for (Person& other : people) {
            if (share_one(other.keys, person.keys)
                || share_one(other.identities, person.identities)) {
                person.first = std::move(other.first);
                person.keys.merge(other.keys);
                person.identities.merge(other.identities);
            } else {
                others.push_back(std::move(other));
            }
        }
        others.push_back(std::move(person));
        people = std::move(others);
    }
    std::vector<SignedBy> result;
    for (Person& person : people) {
        result.push_back(std::move(person.first));
    }
    return result;
}

}  // namespace rollpack::app::detail
