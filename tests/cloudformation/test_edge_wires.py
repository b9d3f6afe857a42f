"""What names, certificates and distributions write: aliases, zones, custom domains, origins, failover."""

from __future__ import annotations

from archdesk.cloudformation.export import export_design
from archdesk.cloudformation.importing import import_template
from archdesk.cloudformation.text import write_template
from tests.cloudformation.drawing import Drawing
from tests.cloudformation.reading import att, properties, ref
from tests.cloudformation.test_lint import complaints


def name(d: Drawing, domain: str, **chosen: object) -> str:
    return d.put("route53.record", "Name", domain_name=domain, **chosen)


def test_a_name_outside_the_usual_zone_asks_for_its_own(catalogue):
    d = Drawing()
    name(d, "www.acme.org", value="192.0.2.1")
    template = export_design(d.design(), catalogue)
    record = template["Resources"]["Name"]["Properties"]
    assert record["HostedZoneId"] == ref("NameHostedZoneId")
    assert "HostedZoneName" not in record
    assert template["Parameters"]["NameHostedZoneId"]["Type"] == "AWS::Route53::HostedZone::Id"


def test_a_name_of_the_usual_zone_names_it(catalogue):
    d = Drawing()
    name(d, "www.example.com", value="192.0.2.1")
    assert properties(d, catalogue)["Name"]["HostedZoneName"] == "example.com."


def test_a_name_leads_to_a_web_site_in_a_bucket_that_bears_it(catalogue):
    d = Drawing()
    d.connect(name(d, "www.example.com"), "resolves_to", d.put("s3.bucket", "Site", website=True))
    template = export_design(d.design(), catalogue)
    alias = template["Resources"]["Name"]["Properties"]["AliasTarget"]
    region = ref("AWS::Region")
    assert alias["DNSName"] == {"Fn::FindInMap": ["S3Websites", region, "Name"]}
    assert alias["HostedZoneId"] == {"Fn::FindInMap": ["S3Websites", region, "Zone"]}
    assert template["Mappings"]["S3Websites"]["eu-central-1"] == {
        "Name": "s3-website.eu-central-1.amazonaws.com",
        "Zone": "Z21DNDUVLTQW6Q",
    }
    assert template["Resources"]["Site"]["Properties"]["BucketName"] == "www.example.com"


def test_a_name_of_an_api_is_a_domain_of_the_api(catalogue):
    d = Drawing()
    api = d.put("apigateway.rest_api", "API")
    d.connect(api, "invokes", d.put("lambda.function", "Work"), path="/", method="GET")
    d.connect(name(d, "api.example.com"), "resolves_to", api)
    found = properties(d, catalogue)
    own = found["ApiExampleComDomainName"]
    assert own["DomainName"] == "api.example.com"
    assert own["RegionalCertificateArn"] == ref("NameCertificateArn")
    assert found["ApiExampleComMapping"]["RestApiId"] == ref("API")
    assert found["Name"]["AliasTarget"]["HostedZoneId"] == att(
        "ApiExampleComDomainName", "RegionalHostedZoneId"
    )
    assert "TTL" not in found["Name"]


def test_a_name_of_beanstalk_follows_its_load_balancer_or_its_one_server(catalogue):
    d = Drawing()
    d.connect(name(d, "shop.example.com"), "resolves_to", d.put("beanstalk.environment", "Shop"))
    alias = properties(d, catalogue)["Name"]["AliasTarget"]
    assert alias["DNSName"] == att("Shop", "EndpointURL")
    assert alias["HostedZoneId"] == {"Fn::FindInMap": ["LoadBalancerZones", ref("AWS::Region"), "Zone"]}
    d = Drawing()
    small = d.put("beanstalk.environment", "Shop", architecture="single-instance")
    d.connect(name(d, "shop.example.com"), "resolves_to", small)
    record = properties(d, catalogue)["Name"]
    assert (record["ResourceRecords"], record["TTL"]) == ([att("Shop", "EndpointURL")], "300")


def test_a_name_of_the_type_cname_has_no_alias(catalogue):
    d = Drawing()
    front = d.put("elb.application", "Front")
    d.connect(name(d, "www.example.com", record_type="CNAME"), "resolves_to", front)
    record = properties(d, catalogue)["Name"]
    assert record["ResourceRecords"] == [att("Front", "DNSName")]
    assert "AliasTarget" not in record


def test_a_name_for_somebody_elses_server_is_a_cname(catalogue):
    d = Drawing()
    there = d.put("external.http_endpoint", "Partner", url="https://api.partner.com:8443/v1")
    d.connect(name(d, "partner.example.com"), "resolves_to", there)
    record = properties(d, catalogue)["Name"]
    assert (record["Type"], record["ResourceRecords"]) == ("CNAME", ["api.partner.com"])


def test_two_records_of_one_name_take_turns_when_one_fails_over_to_the_other(catalogue):
    d = Drawing()
    records = [d.put("route53.record", n, domain_name="www.example.com") for n in ("First", "Second")]
    for record, front in zip(records, ("Front", "Spare"), strict=True):
        d.connect(record, "resolves_to", d.put("elb.application", front))
    d.connect(records[0], "fails_over_to", records[1])
    d.connect(records[0], "uses", d.put("route53.health_check", "Check"))
    found = properties(d, catalogue)
    roles = [(found[n]["Failover"], found[n]["SetIdentifier"]) for n in ("First", "Second")]
    assert roles == [("PRIMARY", "First"), ("SECONDARY", "Second")]
    assert found["First"]["HealthCheckId"] == ref("Check")


def test_a_record_that_fails_over_to_a_distribution_gets_a_second_record(catalogue):
    d = Drawing()
    www = name(d, "www.example.com")
    d.connect(www, "resolves_to", d.put("elb.application", "Front"))
    d.connect(www, "fails_over_to", d.put("cloudfront.distribution", "Sorry"))
    found = properties(d, catalogue)
    second = found["NameSorrySecondary"]
    assert (found["Name"]["Failover"], second["Failover"]) == ("PRIMARY", "SECONDARY")
    assert (second["Name"], second["HostedZoneName"]) == ("www.example.com", "example.com.")
    assert second["AliasTarget"] == {"DNSName": att("Sorry", "DomainName"), "HostedZoneId": "Z2FDTNDATAQYW2"}


def test_a_distribution_answers_to_its_names_where_it_has_a_certificate(catalogue):
    d = Drawing()
    site = d.put("cloudfront.distribution", "Site")
    d.connect(name(d, "shop.example.com"), "resolves_to", site)
    assert "Aliases" not in properties(d, catalogue)["Site"]["DistributionConfig"]
    d.connect(site, "uses", d.put("acm.certificate", "Cert", domain_name="*.example.com"))
    settings = properties(d, catalogue)["Site"]["DistributionConfig"]
    assert set(settings["Aliases"]) == {"shop.example.com", "*.example.com"}
    assert settings["ViewerCertificate"]["AcmCertificateArn"] == ref("Cert")


def test_each_name_of_a_certificate_is_proved_in_the_zone(catalogue):
    d = Drawing()
    names = {"domain_name": "www.acme.org", "other_names": ["acme.org", "shop.acme.org"]}
    zone = d.put("route53.hosted_zone", "Zone", domain_name="acme.org")
    d.connect(d.put("acm.certificate", "Cert", **names), "uses", zone)
    options = properties(d, catalogue)["Cert"]["DomainValidationOptions"]
    assert [o["DomainName"] for o in options] == ["www.acme.org", "acme.org", "shop.acme.org"]
    assert all(o["HostedZoneId"] == ref("Zone") for o in options)


def test_a_distribution_in_front_of_a_function_is_the_only_one_it_answers(catalogue):
    d = Drawing()
    site = d.put("cloudfront.distribution", "Site")
    d.connect(site, "serves", d.put("lambda.function", "Render"))
    found = properties(d, catalogue)
    assert found["SiteRenderUrl"]["AuthType"] == "AWS_IAM"
    of_site = {"Fn::Sub": "arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/${Site}"}
    allowed = {
        found[k]["Action"]: found[k]["SourceArn"] for k in ("SiteRenderUrlPermission", "SiteRenderPermission")
    }
    assert allowed == {"lambda:InvokeFunctionUrl": of_site, "lambda:InvokeFunction": of_site}
    (origin,) = found["Site"]["DistributionConfig"]["Origins"]
    assert origin["OriginAccessControlId"] == att("SiteRenderOriginAccess", "Id")


def test_a_distribution_serves_from_somebody_elses_server(catalogue):
    d = Drawing()
    there = d.put("external.http_endpoint", "Partner", url="https://www.partner.com/")
    d.connect(d.put("cloudfront.distribution", "Site"), "serves", there)
    template = export_design(d.design(), catalogue)
    (origin,) = template["Resources"]["Site"]["Properties"]["DistributionConfig"]["Origins"]
    assert origin["DomainName"] == "www.partner.com"
    assert "SiteOriginDomainName" not in template.get("Parameters", {})


def test_names_and_distributions_are_clean_and_open_again(catalogue):
    d = Drawing()
    site, there = (
        d.put("cloudfront.distribution", "Site"),
        d.put("external.http_endpoint", "There", url="https://a.org"),
    )
    targets = [site, there, d.put("apigateway.rest_api", "API"), d.put("beanstalk.environment", "Shop")]
    targets += [d.put("s3.bucket", "Pages", website=True), d.put("elb.application", "Front")]
    for number, target in enumerate(targets):
        record = d.put("route53.record", f"Name {number}", domain_name=f"n{number}.example.com")
        d.connect(record, "resolves_to", target)
    d.connect("name_5", "fails_over_to", site)
    d.connect(site, "serves", there)
    d.connect(site, "uses", d.put("acm.certificate", "Cert"))
    design = d.design()
    assert complaints(design, catalogue) == []
    again = import_template(write_template(export_design(design, catalogue)), "again", catalogue)
    assert {r.id for r in design.records.values() if again.find(r.id) != r} == set()


def test_a_distribution_asks_for_a_root_object_only_where_there_are_files(catalogue):
    for type, expected in (("s3.bucket", "index.html"), ("elb.application", None)):
        d = Drawing()
        site = d.put("cloudfront.distribution", "Site")
        d.connect(site, "serves", d.put(type, "Behind"))
        settings = properties(d, catalogue)["Site"]["DistributionConfig"]
        assert settings.get("DefaultRootObject") == expected, type
